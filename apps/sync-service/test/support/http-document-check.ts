import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { OpenApi, Route } from './http-openapi.ts';

/** Checks values against an OpenAPI document, independently of how the service does. */
export interface DocumentCheck {
  /** Why the body is not one that the route takes, or `undefined`. */
  bodyFault(route: Route, body: unknown): string | undefined;
  /** Why the document does not allow the answer, or `undefined`. */
  replyFault(route: Route, reply: { status: number; contentType: string; body: unknown }): string | undefined;
  /** Which header of the answer the document does not have, or describes otherwise; `undefined` when there is none. */
  headersFault(route: Route, reply: { status: number; headers: Headers }): string | undefined;
  /** The schema at a JSON pointer into the document. @throws when it does not compile. */
  at(pointer: string): ValidateFunction;
}

/** A check of values against the document. */
export function checkAgainst(document: OpenApi): DocumentCheck {
  const ajv = new Ajv2020({
    strict: true,
    strictTypes: false,
    strictRequired: false,
    allowUnionTypes: true,
    discriminator: false,
  });
  addFormats.default(ajv);
  // Words of OpenAPI around and in the schemas, which validate nothing.
  for (const it of [
    'openapi',
    'info',
    'components',
    'servers',
    'paths',
    'security',
    'tags',
    'webhooks',
    'discriminator',
    'example',
    'x-extensible-enum',
  ]) {
    ajv.addKeyword(it);
  }
  ajv.addSchema({ ...document }, 'document');
  const at = (pointer: string): ValidateFunction => {
    const found = ajv.getSchema(`document#${pointer}`);
    if (found === undefined) throw new Error(`The document has no ${pointer}.`);
    return found;
  };
  const fault = (pointer: string, value: unknown) => {
    const validate = at(pointer);
    return validate(value) ? undefined : ajv.errorsText(validate.errors);
  };
  return {
    at,
    bodyFault: (route, body) => fault(`${pointerTo(route)}/requestBody/content/application~1json/schema`, body),
    replyFault(route, { status, contentType, body }) {
      const [type = ''] = contentType.split(';');
      const listed = route.responses[status];
      if (listed === undefined) return `${status} is not documented`;
      if (listed.content?.[type] === undefined) return `${status} is not documented as «${type}»`;
      return fault(`${pointerTo(route)}/responses/${status}/content/${escaped(type)}/schema`, body);
    },
    headersFault(route, { status, headers }) {
      const documented = (route.responses[status] ?? route.responses['default'])?.headers ?? {};
      for (const name of contractHeaders) {
        const value = headers.get(name);
        if (value === null) continue;
        if (documented[name] === undefined) return `${status} is not documented with «${name}»`;
        const schema = document.components.headers?.[name]?.schema;
        const why = fault(`/components/headers/${name}/schema`, schema?.type === 'integer' ? Number(value) : value);
        if (why !== undefined) return `«${name}»: ${why}`;
      }
      return undefined;
    },
  };
}

/** The headers that callers go by; others say nothing that a caller has to know. */
const contractHeaders = [
  'ETag',
  'Location',
  'Retry-After',
  'RateLimit-Limit',
  'RateLimit-Remaining',
  'RateLimit-Reset',
  'Idempotency-Replayed',
  'WWW-Authenticate',
] as const;

const pointerTo = ({ path, method }: Route) => `/paths/${escaped(path)}/${method.toLowerCase()}`;

/** A key as a part of a JSON pointer in a URI fragment. */
export const escaped = (key: string) => encodeURIComponent(key.replaceAll('~', '~0').replaceAll('/', '~1'));
