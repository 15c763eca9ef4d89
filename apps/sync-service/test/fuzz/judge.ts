import { type RawReply, send } from '../support/http-client.ts';
import type { DocumentCheck } from '../support/http-document-check.ts';
import type { Route } from '../support/http-openapi.ts';
import type { TestService } from '../support/started-service.ts';
import type { FuzzRequest } from './requests.ts';

/** What was answered, and what is wrong with it. */
export interface Judgement {
  readonly status: number;
  /** The statuses of the items of a bulk request, or the one of the answer. */
  readonly statuses: readonly unknown[];
  readonly fault?: string;
}

/** Sends one request and judges the answer by the document, independently of how the service checks what it gets. */
export async function judged(
  service: TestService,
  check: DocumentCheck,
  token: string,
  route: Route,
  request: FuzzRequest,
): Promise<Judgement> {
  const reply = await send(service, route.method, request.path, { token, ...written(request) });
  // A file, such as the sync log as CSV, measurements and a stream of events are texts; everything else is JSON.
  const isText = reply.headers.get('content-type')?.startsWith('text/') === true;
  const answer: unknown = isText ? reply.text : parsed(reply.text);
  const statuses = itemsOf(answer)?.map((it) => it.status) ?? [reply.status];
  const fault = faultOf(check, route, request, reply, answer);
  return { status: reply.status, statuses, ...(fault === undefined ? {} : { fault }) };
}

function written({ body, raw, headers }: FuzzRequest) {
  if (raw !== undefined) return { headers: { ...headers, 'content-type': raw.contentType }, body: raw.text };
  if (body === undefined) return { headers };
  return { headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

function faultOf(check: DocumentCheck, route: Route, { body, raw }: FuzzRequest, reply: RawReply, answer: unknown) {
  const { status, headers, text } = reply;
  if (status >= 500) return `${status}: ${text}`;
  const contentType = headers.get('content-type') ?? '';
  const fault = check.replyFault(route, { status, contentType, body: answer });
  if (fault !== undefined) return `The answer is not as documented: ${fault}: ${status} ${text}`;
  const headersFault = check.headersFault(route, reply);
  if (headersFault !== undefined) return `The headers are not as documented: ${headersFault}`;
  if (status >= 400 && !contentType.startsWith('application/problem+json')) return `No problem: ${contentType}`;
  if (raw !== undefined && status < 400) return `A body that cannot be read was taken: ${status}`;
  if (raw !== undefined || route.requestBody === undefined || status === 404) return undefined;
  const bodyFault = check.bodyFault(route, body);
  const statuses = itemsOf(answer)?.map((it) => it.status) ?? [status];
  const isRefused = statuses.includes(400);
  if (bodyFault !== undefined && !isRefused) return `An invalid body was taken: ${bodyFault}: ${status} ${text}`;
  if (bodyFault === undefined && isRefused && !isBeyondTheSchema(answer)) return `A valid body was refused: ${text}`;
  return undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return { notJson: text };
  }
}

/** What the document promises of well-formed requests is broken only by rules that it cannot express, and these have codes of their own. */
const rulesBeyondTheSchema = new Set(['INVALID_AMOUNT', 'AMOUNT_OUT_OF_RANGE', 'AMOUNT_NOT_POSITIVE', 'INVALID_DATE']);

function isBeyondTheSchema(answer: unknown): boolean {
  const problems = itemsOf(answer)?.map((it) => it.problem) ?? [answer];
  return problems.filter(isObject).every(({ status, code, field }) => {
    const isVat = typeof field === 'string' && field.endsWith('.vatAmount');
    // The same file or address twice.
    const isTwice = typeof field === 'string' && /^attachments\[\d+\][.](sha256|url)$/.test(field);
    return status !== 400 || rulesBeyondTheSchema.has(String(code)) || isVat || isTwice;
  });
}

function itemsOf(answer: unknown): readonly Readonly<Record<string, unknown>>[] | undefined {
  const items = isObject(answer) && Array.isArray(answer.items) ? answer.items.filter(isObject) : [];
  // Of a bulk request; the items of a list have no status that is a number.
  return items.some((it) => typeof it.status === 'number') ? items : undefined;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;
