import { expect, test } from 'vitest';
import { expectProblem } from './support/http-problem.ts';
import { serviceOfThisFile } from './support/http-service.ts';
import { orgAdmin } from './support/service.ts';

const file = serviceOfThisFile();

test.each(['\u0000', '\ud800'])('a setting with a character that no database holds is refused: %j', async (odd) => {
  const settings = { profile: 'graphql', endpoint: `https://demo.xledger.net/graphql${odd}`, dimensions: {} };
  const credentials = { apiToken: 'bW9jayB4bGVkZ2VyIGZ1bGwtYWNjZXNzIHRva2Vu' };
  const body = { connector: 'xledger', settings, credentials };
  const answer = await file.service.call('PUT', '/v1/organizations/nbf/integration', orgAdmin('nbf'), body);
  expectProblem(answer, answer.body, { status: 422, code: 'INVALID_SETTINGS', field: 'settings' });
  expect(JSON.stringify(answer.body)).not.toContain(credentials.apiToken);
});
