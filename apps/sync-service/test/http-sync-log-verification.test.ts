import { expect, test } from 'vitest';
import { send } from './support/http-client.ts';
import { serviceOfThisFile } from './support/http-service.ts';
import { asOwner } from './support/http-stored.ts';
import { orgAdmin } from './support/service.ts';

const file = serviceOfThisFile(['nbf', 'hlf']);
const address = (id: string) => `/v1/organizations/${id}/sync-logs/verification`;
const verification = (id: string) => file.service.call('GET', address(id), orgAdmin(id));

test('AUD-8 a worker seals the log by itself, and its administrator sees that it is as it was written, or what is not', async () => {
  const sealed = async () => {
    const { body } = await verification('nbf');
    return body.sealedThrough;
  };
  await expect.poll(sealed, { interval: 100 }).toBe(1);
  const { status, body } = await verification('nbf');
  expect(status).toBe(200);
  expect(body).toMatchObject({ organizationId: 'nbf', verified: true, entries: 1, unsealed: 0, fault: null });
  expect(body.head).toEqual({ position: 1, hash: expect.stringMatching(/^[0-9a-f]{64}$/) });
  const [altered] = await asOwner<{ id: string }>(
    file.service,
    `update bilag.sync_logs set actor = 'somebody-else' where organization_id = 'nbf' returning log_id::text as id`,
  );
  expect((await verification('nbf')).body).toMatchObject({
    verified: false,
    fault: {
      kind: 'entry-altered',
      logId: altered?.id,
      position: 1,
      message: `The entry ${altered?.id} is not what it was when it was sealed.`,
    },
  });
  expect((await verification('hlf')).body).toMatchObject({ fault: null });
});

test('AUD-5 another organization’s log is verified by nobody but its own administrators', async () => {
  const foreign = await send(file.service, 'GET', address('hlf'), { as: orgAdmin('nbf') });
  const missing = await send(file.service, 'GET', address('no-such'), { as: orgAdmin('nbf') });
  expect([foreign.status, foreign.text]).toEqual([missing.status, missing.text]);
  expect(foreign.status).toBe(404);
});
