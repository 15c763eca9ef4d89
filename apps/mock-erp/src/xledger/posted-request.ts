import { isNestedDeeper } from '../nesting.ts';
import type { XledgerError } from './errors.ts';
import type { GraphqlRequest } from './execute.ts';

/** A GraphQL request with the files that came with it. */
export interface PostedRequest {
  readonly graphql: GraphqlRequest;
  /** Their names. */
  readonly files: ReadonlySet<string>;
  /** Why it cannot be understood, if it cannot. */
  readonly problem?: XledgerError;
}

/** Reads JSON, or files followed by JSON as the last part. @source xledger.md §3 and §8, 2026-11; texts of problems are invented. */
export async function readPosted(body: unknown, contentType = ''): Promise<PostedRequest> {
  const bytes = Buffer.isBuffer(body) ? body : Buffer.alloc(0);
  if (!/^multipart\/form-data/i.test(contentType)) return readRequestJson(bytes.toString('utf8'), []);
  const parts = await readParts(bytes, contentType);
  const last = parts?.at(-1);
  if (parts === undefined || last === undefined) return unreadable('The multipart body cannot be read.');
  if (typeof last !== 'string') return unreadable('The last part must be JSON with query and variables.');
  const files = parts.slice(0, -1).filter((part) => typeof part !== 'string');
  return readRequestJson(
    last,
    files.map(({ name }) => name),
  );
}

async function readParts(bytes: Buffer, contentType: string): Promise<(string | File)[] | undefined> {
  const form = await new Response(new Uint8Array(bytes), { headers: { 'content-type': contentType } })
    .formData()
    .catch(() => undefined);
  if (form === undefined) return undefined;
  const parts: (string | File)[] = [];
  form.forEach((part) => parts.push(part));
  return parts;
}

/** The request in a JSON text, or why there is none. */
export function readRequestJson(text: string, files: readonly string[]): PostedRequest {
  if (isNestedDeeper(text)) return unreadable('The request body is nested too deeply.');
  try {
    const parsed: unknown = JSON.parse(text);
    return { graphql: asGraphqlRequest(parsed), files: new Set(files) };
  } catch {
    return unreadable('The request body is not valid JSON.');
  }
}

function unreadable(message: string): PostedRequest {
  return { graphql: { query: '' }, files: new Set(), problem: { message, code: 'BAD_REQUEST' } };
}

function asGraphqlRequest(body: unknown): GraphqlRequest {
  const { query, variables, operationName } = isRecord(body) ? body : {};
  return {
    query: typeof query === 'string' ? query : '',
    variables: isRecord(variables) ? variables : undefined,
    operationName: typeof operationName === 'string' ? operationName : undefined,
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
