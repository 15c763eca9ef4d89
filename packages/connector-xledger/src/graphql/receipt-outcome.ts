import { replyOf } from '@bilag/connector-http';
import type { AttachOutcome } from '@bilag/core';
import { idAt, isObject, objectAt, textAt } from '../json.ts';
import { verdictOf } from './xledger-errors.ts';
import { failed, type XledgerReply } from './xledger-reply.ts';

/** What the answer to an attached file says; only a row that it names has taken it. */
export function attachOutcome(rowId: string, reply: XledgerReply): AttachOutcome {
  const outcome = outcomeOf(rowId, reply);
  if (outcome.kind === 'attached' || reply.received === undefined) return outcome;
  return { ...outcome, failure: { ...outcome.failure, reply: replyOf(reply.received, []) } };
}

function outcomeOf(rowId: string, reply: XledgerReply): AttachOutcome {
  if (reply.kind === 'lost') return { kind: 'unknown', failure: reply.failure };
  if (reply.kind === 'not-applied') {
    if (reply.failure.code === 'ERP_BATCH_REFUSED') {
      const message = 'Xledger takes no request as large as this file.';
      return { kind: 'rejected', failure: failed('RECEIPT_TOO_LARGE', message) };
    }
    const { failure, afterMs } = reply;
    return { kind: 'retry', failure, ...(afterMs === undefined ? {} : { afterMs }) };
  }
  const verdicts = reply.errors.map((error) => ({ error, verdict: verdictOf(error) }));
  const confirmed = confirmedRows(reply.data);
  const [first] = verdicts;
  if (first === undefined && confirmed.includes(rowId)) return { kind: 'attached' };
  const isClearNo =
    first !== undefined && confirmed.length === 0 && verdicts.every((it) => it.verdict.kind !== 'unclear');
  if (!isClearNo) {
    const message = `Xledger’s answer does not say whether the file was taken${first === undefined ? '' : `: ${first.error.message}`}.`;
    return { kind: 'unknown', failure: failed('ERP_REPLY_UNREADABLE', message) };
  }
  const later = verdicts.map(({ verdict }) => verdict).find((verdict) => verdict.kind === 'later');
  if (later !== undefined) {
    const failure = failed(later.code, `Xledger refuses for now: ${first.error.message}`);
    return { kind: 'retry', failure, ...(later.afterMs === undefined ? {} : { afterMs: later.afterMs }) };
  }
  const message = `Xledger refuses the file: ${first.error.message}`;
  return { kind: 'rejected', failure: failed('RECEIPT_REFUSED', message) };
}

function confirmedRows(data: unknown): readonly string[] {
  const result = isObject(data) ? objectAt(data, 'updateGLImportItems') : undefined;
  const edges = result?.['edges'];
  if (!Array.isArray(edges)) return [];
  return edges.flatMap((edge: unknown) => {
    const node = (isObject(edge) ? objectAt(edge, 'node') : undefined) ?? {};
    return idAt(node, 'dbId') ?? textAt(node, 'dbId') ?? [];
  });
}
