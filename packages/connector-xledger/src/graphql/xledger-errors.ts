import { presentable } from '@bilag/connector-http';
import type { ErrorCode } from '@bilag/core';
import { isObject, objectAt, textAt } from '../json.ts';

/** One of an answer's `errors`, as far as we read it. */
export interface XledgerError {
  /** Fit to be shown: one line, cut, without our token. */
  readonly message: string;
  readonly code: string | undefined;
  readonly path: readonly unknown[];
  /** When credits are full again, as it was written. */
  readonly resetAt: unknown;
}

/** What an error says about the request that it answers. */
export type Verdict =
  /** Refused before any work, whatever was asked; the same request may work later. */
  | { readonly kind: 'later'; readonly code: ErrorCode; readonly afterMs?: number }
  /** The document itself is not understood: our fault, or the schema has changed. */
  | { readonly kind: 'schema' }
  /** Something that was sent is refused: a value that does not exist, or one of a wrong form. */
  | { readonly kind: 'data' }
  /** It does not tell whether anything was done. */
  | { readonly kind: 'unclear'; readonly code: ErrorCode };

interface Rule {
  readonly code?: RegExp;
  readonly message?: RegExp;
  readonly verdict: Verdict;
}

const later = (code: ErrorCode, afterMs?: number): Verdict =>
  afterMs === undefined ? { kind: 'later', code } : { kind: 'later', code, afterMs };

/**
 * Every error that Xledger is known to answer with, the first that fits counts. Codes and texts marked as unknown in the reference are
 * guessed widely where a wrong guess only means a pause, and narrowly where it would mean «nothing was stored».
 * @source reference of the Xledger API, section 10, read 2026-11
 */
const rules: readonly Rule[] = [
  { code: /BURST_RATE_LIMIT/, message: /^Too many requests/i, verdict: later('ERP_RATE_LIMITED', 5_000) },
  { code: /CONCURRENCY_LIMIT/, verdict: later('ERP_RATE_LIMITED', 2_000) },
  { code: /INSUFFICIENT_CREDITS/, verdict: later('ERP_RATE_LIMITED', 20 * 60_000) },
  { message: /timed? ?out/i, verdict: { kind: 'unclear', code: 'ERP_TIMEOUT' } },
  {
    code: /^(GRAPHQL_(VALIDATION|PARSE)_FAILED|FIELDS_ON_CORRECT_TYPE|KNOWN_[A-Z_]+|VARIABLES_[A-Z_]+|SYNTAX_ERROR)$/,
    message: /^Cannot query field |^Unknown (argument|type) |is not defined by type|unknown field|^Syntax Error/,
    verdict: { kind: 'schema' },
  },
  { message: /^(.*\.)?owner\.\w+: No value matching/, verdict: later('ERP_WRONG_LEDGER') },
  {
    code: /^(INVALID_VALUE|ARGUMENTS_OF_CORRECT_TYPE)$/,
    message: /No value matching owner/,
    verdict: { kind: 'data' },
  },
  {
    code: /ACCESS_DENIED|FORBIDDEN|PERMISSION|SCOPE/,
    message:
      /access denied|permission|\bscope\b|lacks? .*access|not allowed to (access|read|write|see|view|query|use|call|perform|add|update|change)\b/i,
    verdict: later('ERP_PERMISSION_DENIED'),
  },
  {
    code: /UNAUTHENTICATED|UNAUTHORI[SZ]ED|AUTHENTICATION|INVALID_TOKEN/,
    message: /\bAPI[ -]?token\b|not authenticated|unauthori[sz]ed/i,
    verdict: later('ERP_AUTHENTICATION_FAILED'),
  },
  {
    code: /^(BAD_REQUEST|BAD_USER_INPUT|INVALID|VALIDATION|REQUIRED|MISSING|NOT_FOUND|OUT_OF_RANGE)/,
    verdict: { kind: 'data' },
  },
];

/** What an error means. One that we do not know leaves open whether anything was done. */
export function verdictOf(error: XledgerError): Verdict {
  const rule = rules.find(
    ({ code, message }) =>
      (error.code !== undefined && code?.test(error.code) === true) || message?.test(error.message) === true,
  );
  const verdict = rule?.verdict ?? { kind: 'unclear', code: 'ERP_REPLY_UNREADABLE' };
  return verdict.kind === 'later' ? untilReset(verdict, error.resetAt) : verdict;
}

function untilReset(verdict: Verdict & { kind: 'later' }, resetAt: unknown): Verdict {
  const instantMs = instantOf(resetAt);
  if (instantMs === undefined) return verdict;
  return { ...verdict, afterMs: Math.min(Math.max(instantMs - Date.now(), 1_000), 86_400_000) };
}

/**
 * The format of `resetAt` is not known: an instant with an offset, Xledger's usual date-time without one (Central European
 * time), or seconds or milliseconds since 1970.
 */
function instantOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value < 100_000_000_000 ? value * 1_000 : value;
  if (typeof value !== 'string') return undefined;
  const hasOffset = /(Z|[+-]\d\d:?\d\d)$/i.test(value);
  const asUtcMs = Date.parse(hasOffset ? value : `${value}Z`);
  if (Number.isNaN(asUtcMs)) return undefined;
  return hasOffset ? asUtcMs : asUtcMs - osloOffsetMs(new Date(asUtcMs));
}

function osloOffsetMs(at: Date): number {
  const parts = new Intl.DateTimeFormat('en', { timeZone: 'Europe/Oslo', timeZoneName: 'longOffset' }).formatToParts(
    at,
  );
  const offset = parts.find((part) => part.type === 'timeZoneName')?.value;
  return offset === 'GMT+02:00' ? 7_200_000 : 3_600_000;
}

/** Reads one of an answer's `errors`; limit errors carry `code` on top, others inside `extensions`. */
export function readError(value: unknown, apiToken: string): XledgerError {
  const error = isObject(value) ? value : {};
  const extensions = objectAt(error, 'extensions') ?? {};
  const path = error['path'];
  return {
    message: presentable(textAt(error, 'message') ?? 'an error without a text', [apiToken]),
    code: textAt(error, 'code') ?? textAt(extensions, 'code'),
    path: Array.isArray(path) ? path : [],
    resetAt: extensions['resetAt'] ?? error['resetAt'],
  };
}
