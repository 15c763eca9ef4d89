import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { MockErp } from '../../src/index.ts';

/** A call with its answer. */
export interface Exchange {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

/** The OpenAPI document that the sandbox serves, and what in an exchange it does not allow. */
export interface RestDocument {
  /** `GET /v1/me` and so on. */
  readonly operations: readonly string[];
  /** Why the document does not allow the answer, or `undefined`. */
  faultIn(exchange: Exchange): string | undefined;
  /** Whether the document allows the body of `POST /v1/journal-entries`. */
  allowsEntry(body: unknown): boolean;
}

interface Operation {
  readonly responses: Readonly<Record<string, { readonly headers?: object }>>;
}

type Paths = Readonly<Record<string, Readonly<Record<string, Operation>>>>;

const WORDS_OF_OPENAPI = ['openapi', 'info', 'servers', 'paths', 'components'];

/** Fetches the document; it must be one that a validator of JSON Schema 2020-12 understands. */
export async function openDocument(mock: MockErp): Promise<RestDocument> {
  const document = documentIn(await (await fetch(`${mock.urls.xledgerRest}/openapi.json`)).json());
  const ajv = new Ajv2020({ strict: true, allowUnionTypes: true });
  addFormats.default(ajv);
  for (const word of WORDS_OF_OPENAPI) ajv.addKeyword(word);
  ajv.addSchema(document, 'document');
  const faultAt = (pointer: string, value: unknown) => {
    const validate = ajv.getSchema(`document#${pointer}`);
    if (validate === undefined) return `The document has no ${pointer}`;
    return validate(value) === true ? undefined : ajv.errorsText(validate.errors);
  };
  return {
    operations: Object.entries(document.paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
    ),
    faultIn({ method, path, status, headers, body }) {
      const route = templateOf(path, document.paths);
      const response = document.paths[route]?.[method.toLowerCase()]?.responses[status];
      if (response === undefined) return `${method} ${path} must not answer ${status}`;
      const missing = Object.keys(response.headers ?? {}).find((name) => !headers.has(name));
      if (missing !== undefined) return `${method} ${path} answers ${status} without ${missing}`;
      if (!headers.get('content-type')?.startsWith('application/json')) return `${method} ${path} answers no JSON`;
      const schema = `/responses/${status}/content/application~1json/schema`;
      return faultAt(`/paths/${escaped(route)}/${method.toLowerCase()}${schema}`, body);
    },
    allowsEntry: (body) => faultAt('/components/schemas/NewJournalEntry', body) === undefined,
  };
}

function documentIn(value: unknown): { paths: Paths } {
  const hasPaths = (it: unknown): it is { paths: Paths } => typeof it === 'object' && it !== null && 'paths' in it;
  if (!hasPaths(value)) throw new Error('The sandbox serves no OpenAPI document');
  return value;
}

/** `/v1/journal-entries/{id}` for `/v1/journal-entries/je_1`. */
function templateOf(path: string, paths: Paths): string {
  const [plain = ''] = path.split('?');
  return plain in paths ? plain : plain.replace(/[^/]+$/, '{id}');
}

/** A key as a part of a JSON pointer in a URI fragment. */
function escaped(key: string): string {
  return encodeURIComponent(key.replaceAll('~', '~0').replaceAll('/', '~1'));
}
