import fc, { type Arbitrary } from 'fast-check';
import { valuesOf } from '../support/http-arbitraries.ts';
import { broken } from '../support/http-broken-values.ts';
import { addressOf, type OpenApi, type Route, type Schema } from '../support/http-openapi.ts';

/** One request, as it is written to the service. */
export interface FuzzRequest {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The value of the body, where it is one. */
  readonly body?: unknown;
  /** The text of a body that is not JSON, or not said to be. */
  readonly raw?: { readonly contentType: string; readonly text: string };
}

/** What is known of the service before: ids that are there, and whole bodies for a schema in place of its examples. */
export interface Knowledge {
  readonly organizationId: string;
  readonly ids: readonly string[];
  readonly bodies: Readonly<Record<string, readonly unknown[]>>;
  /** Whether the body leads to no other machine. */
  readonly staysHere: (body: unknown) => boolean;
}

/** Requests to an operation: mostly as the document allows them, then with one thing wrong. The same seed and number make the same one. */
export function requestAt(arbitrary: Arbitrary<FuzzRequest>, seed: number, number: number): FuzzRequest {
  const [request] = fc.sample(arbitrary, { seed: Math.imul(seed + number, 0x9e3779b1) | 0, numRuns: 1 });
  if (request === undefined) throw new Error('Nothing was made up.');
  return request;
}

/** What may be sent to the operation. */
export function requestsOf(document: OpenApi, route: Route, known: Knowledge): Arbitrary<FuzzRequest> {
  const resolve = (ref: string): Schema => schemaAt(document, ref, known);
  const schema = route.requestBody?.content['application/json']?.schema;
  const sent = schema === undefined ? fc.constant({}) : bodiesOf(valuesOf(schema, resolve), known.staysHere);
  const target = fc.record({
    organization: fc.oneof({ weight: 9, arbitrary: fc.constant(known.organizationId) }, segment),
    id: fc.oneof(
      fc.nat(11).map((it) => known.ids[it % known.ids.length] ?? 'none'),
      fc.uuid(),
      segment,
    ),
    query: fieldsOf(route, 'query', resolve, fc.string()),
    headers: fieldsOf(route, 'header', resolve, schema === undefined ? visible : undefined).map(asHeaders),
    sent,
  });
  return target.map(({ organization, id, query, headers, sent: body }) => {
    const search = new URLSearchParams(query).toString();
    return { path: addressOf(route, organization, id) + (search === '' ? '' : `?${search}`), headers, ...body };
  });
}

/** One or two dots are a way through folders: a client takes them out of the address before it sends it, and means another one. */
const segment = fc
  .string({ minLength: 1 })
  .filter((it) => it !== '.' && it !== '..')
  .map(encodeURIComponent);

const visible = fc.stringMatching(/^[!-~]{1,40}$/);

/** The named parameters: those that are asked for and some of the others, all of them right, or any text at all in one. */
function fieldsOf(
  { parameters = [] }: Route,
  place: string,
  resolve: (ref: string) => Schema,
  junk: Arbitrary<string> | undefined,
): Arbitrary<Record<string, string>> {
  const fields = parameters.filter((it) => it.in === place);
  const requiredKeys = fields.filter((it) => it.required === true).map((it) => it.name);
  const known = Object.fromEntries(fields.map(({ name, schema }) => [name, valuesOf(schema, resolve).map(String)]));
  const right = fc.record(known, { requiredKeys }).map((it) => Object.fromEntries(Object.entries(it).filter(isGiven)));
  if (junk === undefined || fields.length === 0) return right;
  const wrong = fc
    .record({ rest: right, name: fc.constantFrom(...fields.map((it) => it.name)), text: junk })
    .map(({ rest, name, text }) => ({ ...rest, [name]: text }));
  return fc.oneof({ weight: 2, arbitrary: right }, { weight: 1, arbitrary: wrong });
}

const isGiven = (field: [string, string | undefined]): field is [string, string] => field[1] !== undefined;

/** No client can send another character in a header. */
const asHeaders = (fields: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, value.replaceAll(/[^ -~]/gu, '~')]));

type Sent = Pick<FuzzRequest, 'body' | 'raw'>;

function bodiesOf(good: Arbitrary<unknown>, staysHere: Knowledge['staysHere']): Arbitrary<Sent> {
  return fc.oneof(
    { weight: 9, arbitrary: good.filter(staysHere).map((body) => ({ body })) },
    {
      weight: 9,
      arbitrary: good
        .chain(broken)
        .filter(staysHere)
        .map((body) => ({ body })),
    },
    { weight: 1, arbitrary: good.chain(unreadable).map((raw) => ({ raw })) },
  );
}

/** What cannot be taken whatever it says: cut short, a key twice, 10,000 deep, in another format. */
function unreadable(value: unknown): Arbitrary<{ contentType: string; text: string }> {
  const text = JSON.stringify(value ?? null);
  return fc.constantFrom(
    { contentType: 'application/json', text: text.slice(0, -1) || '{' },
    { contentType: 'application/json', text: '{"id":1,"id":1}' },
    { contentType: 'application/json', text: '{"__proto__":{}}' },
    { contentType: 'application/json', text: `${'['.repeat(10_000)}${']'.repeat(10_000)}` },
    { contentType: 'application/json', text: '' },
    { contentType: 'text/plain', text },
    { contentType: 'application/x-www-form-urlencoded', text: 'enabled=true' },
  );
}

function schemaAt({ components }: OpenApi, ref: string, { bodies }: Knowledge): Schema {
  const name = ref.replace('#/components/schemas/', '');
  const schema = components.schemas[name] ?? {};
  const examples = bodies[name];
  return examples === undefined ? schema : { ...schema, examples };
}
