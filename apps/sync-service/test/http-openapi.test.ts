import { errorCodes } from '@bilag/core';
import { beforeAll, expect, test } from 'vitest';
import { checkAgainst, type DocumentCheck, escaped } from './support/http-document-check.ts';
import { type OpenApi, openApiOf, type Route, routesOf } from './support/http-openapi.ts';
import { serviceOfThisFile } from './support/http-service.ts';

const file = serviceOfThisFile([]);
let document: OpenApi;
let check: DocumentCheck;
let routes: readonly Route[];

beforeAll(async () => {
  document = await openApiOf(file.service);
  check = checkAgainst(document);
  routes = routesOf(document);
});

/** Every object in the document with its JSON pointer. */
function* objectsIn(value: unknown, pointer = ''): Generator<{ pointer: string; value: Record<string, unknown> }> {
  if (!isObject(value)) return;
  yield { pointer, value };
  for (const [key, inner] of Object.entries(value)) yield* objectsIn(inner, `${pointer}/${escaped(key)}`);
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

test('API-3 the document is OpenAPI 3.1 and says who it is for and how to sign in', () => {
  expect(document).toMatchObject({
    openapi: expect.stringMatching(/^3\.1\./),
    info: { title: 'Bilag', version: expect.any(String) },
    components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } } },
  });
});

test('API-3 every operation has a name of its own, a summary, a subject and the parameters of its path', () => {
  const names = routes.map((it) => it.operationId);
  expect(new Set(names).size).toBe(names.length);
  const subjects = [
    'approvals',
    'records',
    'organizations',
    'integration',
    'reconciliation',
    'syncs',
    'alerts',
    'instance',
    'health',
    'webhooks',
  ];
  for (const { operationId, summary, tags, path, parameters = [] } of routes) {
    expect(operationId).toMatch(/^[a-z][A-Za-z]+$/);
    expect({ operationId, summary }).toEqual({ operationId, summary: expect.stringMatching(/\S/) });
    expect(subjects).toEqual(expect.arrayContaining([...(tags ?? [`none for ${operationId}`])]));
    const inPath = parameters.filter((it) => it.in === 'path' && it.required === true).map((it) => `{${it.name}}`);
    expect({ path, inPath }).toEqual({ path, inPath: path.match(/\{\w+\}/g) ?? [] });
  }
});

test('API-4 every error that an operation documents is problem+json, and what may always happen is documented', () => {
  for (const { operationId, method, path, responses, requestBody } of routes) {
    const errors = Object.keys(responses).filter((it) => !it.startsWith('2'));
    for (const status of errors)
      expect(Object.keys(responses[status]?.content ?? {})).toEqual(['application/problem+json']);
    if (['isAlive', 'isReady', 'metrics'].includes(operationId)) continue;
    const always = ['401', '403', 'default', ...(path.includes('{') ? ['404'] : [])];
    const ofBodies = requestBody === undefined && method !== 'POST' ? [] : ['400', '413', '415'];
    const missing = [...always, ...ofBodies].filter((it) => !errors.includes(it));
    expect({ operationId, missing }).toEqual({ operationId, missing: [] });
  }
});

test('API-3 every reference in the document leads somewhere in it', () => {
  const references = [...objectsIn(document)].flatMap(({ value }) =>
    typeof value.$ref === 'string' ? [value.$ref] : [],
  );
  expect(references.length).toBeGreaterThan(20);
  for (const it of new Set(references)) {
    const target = it
      .replace('#/', '')
      .split('/')
      .reduce<unknown>((at, key) => (isObject(at) ? at[key] : undefined), document);
    expect({ reference: it, target }).toEqual({ reference: it, target: expect.anything() });
  }
});

test('API-3 every schema of the document compiles, and its examples are examples of it', () => {
  const schemas = [...objectsIn(document)].filter(({ pointer }) =>
    /\/schema$|^\/components\/schemas\/\w+$/.test(pointer),
  );
  expect(schemas.length).toBeGreaterThan(50);
  for (const { pointer } of schemas) expect(() => check.at(pointer)).not.toThrow();
  const withExamples = [...objectsIn(document)].filter(({ value }) => Array.isArray(value.examples));
  expect(withExamples.length).toBeGreaterThan(30);
  for (const { pointer, value } of withExamples) {
    const validate = check.at(pointer);
    for (const example of [value.examples].flat()) {
      validate(example);
      expect({ pointer, errors: validate.errors ?? [] }).toEqual({ pointer, errors: [] });
    }
  }
});

test('API-3 a union’s values lead to the schemas that have them, not to schemas by name', () => {
  const unions = [...objectsIn(document)].filter(({ value }) => isObject(value.discriminator));
  expect(unions.map((it) => it.value.discriminator)).toContainEqual({
    propertyName: 'treatment',
    mapping: {
      post: '#/components/schemas/PostRule',
      payroll: '#/components/schemas/PayrollRule',
      exclude: '#/components/schemas/ExcludeRule',
    },
  });
  for (const { pointer, value } of unions) expect({ pointer, ...value }).toHaveProperty('discriminator.mapping');
});

test('DOD-6 the document marks credentials as write-only, and no answer has a field for them', () => {
  expect(document.components.schemas.IntegrationChange).toMatchObject({
    properties: { credentials: { writeOnly: true } },
  });
  expect(JSON.stringify(document.components.schemas.Integration)).not.toMatch(/"(credentials|sealed\w*|secret\w*)":/);
});

test('the page of errors has an entry for each code, to which the type of a problem leads', async () => {
  const page = await (await fetch(`${file.service.url}/docs/errors`)).text();
  for (const code of Object.keys(errorCodes)) expect(page).toContain(`id="${code}"`);
});
