import { afterAll, beforeAll, expect, test } from 'vitest';
import { aSigningKey } from './support/audit.ts';
import { openDatabaseOf, type ServiceDatabase } from './support/service-database.ts';
import { tamper } from './tamper/tamper-with-log.ts';

let service: ServiceDatabase;
beforeAll(async () => {
  service = await openDatabaseOf(['nbf', 'hlf']);
});
afterAll(() => service?.close());

test('AUD-8 of 200 tamperings by the owner of the database every one is found, and the first wrong entry named', async () => {
  const outcomes = await tamper(service, aSigningKey(), { tamperings: 200, seed: 20261125 });
  expect(outcomes.length).toBe(200);
  expect(outcomes.filter((it) => it.fault === null)).toEqual([]);
  expect(outcomes.filter((it) => it.named === 'not')).toEqual([]);
});
