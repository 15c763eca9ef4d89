import { hash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { canonicalJson, SyncError } from '@bilag/core';
import { Type } from 'typebox';

/** The header with which a change is made only to what was read. */
export const IfMatch = Type.Object({
  'if-match': Type.Optional(
    Type.String({
      maxLength: 500,
      description:
        'The `ETag` of what was read. If it is no longer what is stored, nothing is saved (412). Left out, whatever is stored is replaced.',
    }),
  ),
});

/** The strong ETag of an answer: another text whenever anything in it is other. The order of keys says nothing. */
export function etagOf(view: unknown): string {
  return `"${hash('sha256', canonicalJson(view), 'base64url').slice(0, 27)}"`;
}

/** Throws `PRECONDITION_FAILED` when what is stored now, as it would be shown, is not what the request is about. */
export type Precondition = (stored: unknown) => void;

/**
 * What `If-Match` asks for; `undefined` when it asks for nothing. A weak tag says that two answers mean the same, which is not enough to write by, so it matches nothing.
 * @source https://www.rfc-editor.org/rfc/rfc9110#section-13.1.1
 */
export function preconditionOf({ 'if-match': given }: IncomingHttpHeaders): Precondition | undefined {
  if (given === undefined) return undefined;
  const tags = given.split(',').map((it) => it.trim());
  return (stored) => {
    if (stored !== undefined && (tags.includes('*') || tags.includes(etagOf(stored)))) return;
    throw new SyncError('PRECONDITION_FAILED', 'What is stored is not what «If-Match» names.', { field: 'if-match' });
  };
}
