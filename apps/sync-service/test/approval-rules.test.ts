import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { requestDoor } from '../src/persistence/organization-door.ts';
import { createPostgresConfigRepo } from '../src/persistence/postgres-config-repo.ts';
import { createEnvelopeSecretBox } from '../src/secrets/envelope-secret-box.ts';
import { openDatabaseOf, type ServiceDatabase } from './support/service-database.ts';

let service: ServiceDatabase;
beforeAll(async () => {
  service = await openDatabaseOf(['aif', 'bil', 'cif']);
  await service.asOwner(`update bilag.organizations set currency = 'EUR' where organization_id = 'bil'`);
  await service.asOwner(
    `insert into bilag.field_mappings (organization_id, version, content, created_by)
     select m.id, m.version, jsonb_build_object('expenseTypes', jsonb_build_object(m.type, jsonb_build_object('treatment', 'payroll'))), 'test'
     from (values ('aif', 1, 'old'), ('aif', 2, 'new'), ('bil', 7, 'its-own')) m(id, version, type)`,
  );
});
afterAll(() => service.close());

test('API-1 approvals that come at once are each checked against the rules of their own organization', async () => {
  const { requestPool } = service.database;
  const secrets = createEnvelopeSecretBox(randomBytes(32));
  const config = createPostgresConfigRepo(requestDoor(requestPool), secrets, requestPool);
  const asked = ['bil', 'nobody', 'cif', 'aif', 'bil'];
  const rules = await Promise.all(asked.map((it) => config.approvalRulesOf(it)));
  const told = rules.map((it) => it && [it.currency, it.mapping?.version, Object.keys(it.mapping?.expenseTypes ?? {})]);
  const ofBil = ['EUR', 7, ['its-own']];
  expect(told).toEqual([ofBil, undefined, ['NOK', undefined, []], ['NOK', 2, ['new']], ofBil]);
});

test('API-1 the currency of an organization, which never changes, is read once; that of one which does not exist yet is asked for again', async () => {
  const { requestPool } = service.database;
  const config = createPostgresConfigRepo(
    requestDoor(requestPool),
    createEnvelopeSecretBox(randomBytes(32)),
    requestPool,
  );
  expect([await config.currencyOf('cif'), await config.currencyOf('dif')]).toEqual(['NOK', undefined]);
  // Nobody may do this; it shows what is read.
  await service.asOwner(`update bilag.organizations set currency = 'DKK' where organization_id = 'cif'`);
  await service.asOwner(
    `insert into bilag.organizations (organization_id, name, currency, created_by) values ('dif', 'Dif', 'SEK', 'test')`,
  );
  expect([await config.currencyOf('cif'), await config.currencyOf('dif')]).toEqual(['NOK', 'SEK']);
});
