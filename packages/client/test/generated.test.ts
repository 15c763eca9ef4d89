import openapiTS, { astToString, type OpenAPITSOptions } from 'openapi-typescript';
import { expect, test } from 'vitest';
import { startTestService } from '../../../apps/sync-service/test/support/service.ts';
import { openSet } from './support/open-set.ts';

const heading =
  '// Generated from the OpenAPI document of the service; `npm run generate -w packages/client` makes it anew.\n';

test('API-3 the types of the client are those of the document that the service hands out today', async () => {
  const service = await startTestService();
  try {
    const options: OpenAPITSOptions = { defaultNonNullable: false, transform: openSet };
    const types = await openapiTS(new URL('/openapi.json', service.url), options);
    // When the API has changed: npm run generate -w packages/client.
    await expect(heading + astToString(types)).toMatchFileSnapshot('../src/api.gen.ts');
  } finally {
    await service.close();
  }
});
