import { expect, test } from 'vitest';
import { look, patience } from '../support/sandbox.ts';
import { openSandbox, valid } from './support/sandbox.ts';

/** Before GENERAL by name. */
const earlier = 'BANKGEN';

test('what waits to be posted is found also when a template comes before the one that the settings name later', async () => {
  await using sandbox = await openSandbox({}, { post: false, journalTemplate: 'general' });
  const it = valid();
  const { batchKey, of } = await sandbox.post([it]);
  expect(of(it)?.kind).toBe('accepted');
  sandbox.mock.businessCentral.settings.furtherTemplates = [earlier];
  expect(await look(sandbox.gateway, it, batchKey)).toMatchObject({ kind: 'accepted' });
  // What comes after it lies where it lay before.
  const next = valid();
  await sandbox.post([next]);
  expect(sandbox.mock.businessCentral.journals().map(({ templateDisplayName }) => templateDisplayName)).toEqual([
    'GENERAL',
    'GENERAL',
  ]);
});

test('a journal that was half made is found and removed also then, so that nobody posts it beside the next one', async () => {
  await using sandbox = await openSandbox();
  sandbox.mock.world.faults.add({ operation: 'bc.post', effect: { kind: 'drop-before' }, times: 1 });
  const it = valid();
  const { batchKey, of } = await sandbox.post([it]);
  expect(of(it)?.kind).toBe('unknown');
  sandbox.mock.businessCentral.settings.furtherTemplates = [earlier];
  const found = await sandbox.gateway.findVouchers([{ reference: it.reference, batchKey }], patience());
  expect(found.get(it.reference)).toMatchObject({ kind: 'absent' });
  expect(sandbox.mock.businessCentral.journals()).toEqual([]);
});

test('a template that does not exist is refused before anything is posted', async () => {
  await using sandbox = await openSandbox({}, { journalTemplate: 'NONE' });
  const it = valid();
  const { of } = await sandbox.post([it]);
  expect(of(it)).toMatchObject({ kind: 'rejected', failure: { message: expect.stringContaining('NONE') } });
  expect(sandbox.timesBooked(it)).toBe(0);
});

test.each(['FIN. JNL', 'ALLMÄN', "JO'S", 'REISE & HO'])(
  'a template may be named «%s», as Business Central allows',
  async (name) => {
    await using sandbox = await openSandbox({}, { post: false, journalTemplate: name.toLowerCase() });
    sandbox.mock.businessCentral.settings.furtherTemplates = [name];
    const it = valid();
    const { batchKey, of } = await sandbox.post([it]);
    expect(of(it)?.kind).toBe('accepted');
    expect(await look(sandbox.gateway, it, batchKey)).toMatchObject({ kind: 'accepted' });
    expect(sandbox.mock.businessCentral.journals()).toMatchObject([{ templateDisplayName: name }]);
  },
);
