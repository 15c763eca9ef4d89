import { isObject } from './is-object.ts';

type Fields = Readonly<Record<string, unknown>>;

/** An answer in the document: of which operation, and what else may be done at its address. */
interface Answer {
  readonly status: string;
  readonly path: string;
  readonly method: string;
  readonly operation: unknown;
  readonly item: Fields;
}

/** A header that callers go by, and which answers have it. */
interface Header {
  readonly description: string;
  readonly schema: Fields;
  readonly isOn: (answer: Answer) => boolean;
}

const text = (example: string) => ({ type: 'string', examples: [example] });
const count = (example: number) => ({ type: 'integer', minimum: 0, examples: [example] });

const headers: Readonly<Record<string, Header>> = {
  ETag: {
    description: 'Names what was read or saved; for `If-Match`.',
    schema: text('"5n3hQ0Jc8mXyB1aPz7sWk2LdVtR"'),
    isOn: ({ item, status }) => status === '200' && takes(item['put'], 'if-match'),
  },
  Location: {
    description: 'Where it can be read.',
    schema: { ...text('/v1/organizations/nbf'), format: 'uri-reference' },
    isOn: ({ status, operation, method, item }) =>
      status === '201' ||
      (status === '200' && answers(operation, '201')) ||
      // A list that takes a new one.
      (status === '202' && method === 'post' && 'get' in item),
  },
  'Idempotency-Replayed': {
    description: '`true`: this is the first answer to the `Idempotency-Key` once more, and nothing was carried out.',
    schema: { type: 'string', const: 'true' },
    isOn: (answer) => knowsKeys(answer) && /^(2..|400|404|409|412|413|422)$/.test(answer.status),
  },
  'Retry-After': {
    description: 'In how many seconds it may go better, where that is known.',
    schema: count(5),
    isOn: (answer) =>
      /^(429|502|503|504|default)$/.test(answer.status) || (answer.status === '409' && knowsKeys(answer)),
  },
  'WWW-Authenticate': {
    description: 'How to say who one is.',
    schema: text('Bearer realm="bilag"'),
    isOn: ({ status }) => status === '401',
  },
  'RateLimit-Limit': {
    description: 'How many requests the caller may send within a minute. Left out where there is no limit.',
    schema: count(6_000),
    isOn: ({ operation }) => answers(operation, '429'),
  },
  'RateLimit-Remaining': {
    description: 'How many of them are left.',
    schema: count(5_999),
    isOn: ({ operation }) => answers(operation, '429'),
  },
  'RateLimit-Reset': {
    description: 'In how many seconds the minute is over.',
    schema: count(60),
    isOn: ({ operation }) => answers(operation, '429'),
  },
};

/** Says of each answer in the document which headers it has, by rule: no route has to. */
export function describeHeaders(document: Fields): Fields {
  const paths = eachField(document['paths'], (item, path) =>
    eachField(item, (operation, method) => ({
      ...fieldsOf(operation),
      responses: eachField(fieldsOf(operation)['responses'], (response, status) => {
        const on = headersOf({ status, path, method, operation, item: fieldsOf(item) });
        return on.length === 0 ? response : { ...fieldsOf(response), headers: Object.fromEntries(on) };
      }),
    })),
  );
  const named = Object.entries(headers).map(([name, { description, schema }]) => [name, { description, schema }]);
  return {
    ...document,
    paths,
    components: { ...fieldsOf(document['components']), headers: Object.fromEntries(named) },
  };
}

const headersOf = (answer: Answer) =>
  Object.entries(headers).flatMap(([name, { isOn }]) =>
    isOn(answer) ? [[name, { $ref: `#/components/headers/${name}` }]] : [],
  );

/** Approvals take a key and need none: they are known by what they say. */
const knowsKeys = ({ operation, path }: Answer) =>
  takes(operation, 'idempotency-key') && !path.startsWith('/v1/organizations/{organizationId}/approvals');

function takes(operation: unknown, header: string): boolean {
  const { parameters } = fieldsOf(operation);
  return Array.isArray(parameters) && parameters.some((it) => fieldsOf(it)['name'] === header);
}

const answers = (operation: unknown, status: string) => status in fieldsOf(fieldsOf(operation)['responses']);

function eachField(value: unknown, change: (field: unknown, name: string) => unknown): Fields {
  return Object.fromEntries(Object.entries(fieldsOf(value)).map(([name, field]) => [name, change(field, name)]));
}

const fieldsOf = (value: unknown): Fields => (isObject(value) ? value : {});
