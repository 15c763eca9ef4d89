import { type MockErp, startMockErp } from '@bilag/mock-erp';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fuzz, unproven } from './fuzz/fuzz.ts';
import { linesOf } from './fuzz/report.ts';
import { valuesOf } from './support/http-arbitraries.ts';
import { type OpenApi, openApiOf, routesOf, type Schema } from './support/http-openapi.ts';
import { createOrganization } from './support/http-service.ts';
import { globalAdmin, startTestService, type TestService } from './support/service.ts';

let mock: MockErp;
let service: TestService;
let document: OpenApi;

beforeAll(async () => {
  mock = await startMockErp({ xledgerSettings: { burstLimit: false } });
  service = await startTestService(mock);
  document = await openApiOf(service);
});
afterAll(async () => {
  await service?.close();
  await mock?.close();
});

/** A run of every day sends the same; `npm run fuzz` goes elsewhere. */
const plan = { seed: 20_261_125, from: 0, requests: 5_000 };

test('API-3 API-4 of 5,000 requests to all operations each is answered as documented, and what the document allows is taken', async () => {
  const begun = performance.now();
  const report = await fuzz(service, mock, plan);
  console.log(linesOf(report, plan, (performance.now() - begun) / 1_000).join('\n'));
  expect(report.faults).toEqual([]);
  expect(report.sent).toBe(plan.requests);
  expect(unproven(report, routesOf(document))).toEqual([]);
}, 420_000);

test('API-3 whatever field mapping the document allows is read back as it was saved', async () => {
  const address = '/v1/organizations/mapped/integration/mapping';
  await createOrganization(service, 'mapped');
  const resolve = (ref: string): Schema => document.components.schemas[ref.replace('#/components/schemas/', '')] ?? {};
  const mappings = valuesOf(document.components.schemas.NewFieldMapping ?? {}, resolve);
  const property = fc.asyncProperty(mappings, async (mapping) => {
    const saved = await service.call('PUT', address, globalAdmin, mapping);
    expect(saved.body).toEqual({ ...Object(mapping), version: expect.any(Number) });
    expect((await service.call('GET', address, globalAdmin)).body).toEqual(saved.body);
  });
  await fc.assert(property, { numRuns: 50, seed: plan.seed });
});
