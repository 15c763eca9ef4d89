import { replyOf, textsToHide, withoutTexts } from '@bilag/connector-http';
import type { EntryFailure, ErrorCode, PostOutcome, RenderedVoucher, VoucherReference } from '@bilag/core';
import { idAt, isObject, objectAt, textAt } from '../json.ts';
import { blamedVouchers, refusalInWords } from './blame.ts';
import { withoutPayees } from './payee-words.ts';
import type { XledgerSettings } from './xledger-config.ts';
import { type Verdict, verdictOf, type XledgerError } from './xledger-errors.ts';
import { clientIdOf, maxTextLength } from './xledger-mapping.ts';
import { failed, type XledgerReply } from './xledger-reply.ts';

/** What became of each voucher of a batch. */
export type PostOutcomes = ReadonlyMap<VoucherReference, PostOutcome>;

const mutation =
  'mutation Post($inputs: [AddGLImportItemsInput!]!) { addGLImportItems(inputs: $inputs) { edges { clientId node { dbId } } } }';

/** The one request that carries a batch; each payload stands in it as it was rendered. */
export function postingBody(batch: readonly RenderedVoucher[]): string {
  const inputs = batch.map(({ payload }) => payload).join(',');
  return `{"query":${JSON.stringify(mutation)},"variables":{"inputs":[${inputs}]}}`;
}

/** Reads the answer to a batch. Whether a mass mutation is all or nothing is not known, so it works with both. */
export function postOutcomes(
  batch: readonly RenderedVoucher[],
  reply: XledgerReply,
  settings: XledgerSettings,
): PostOutcomes {
  const outcomes = readOutcomes(batch, reply, settings);
  const payees = batch.flatMap(({ voucher }) => voucher.lines.flatMap(({ subledger }) => subledger ?? []));
  const texts = batch.flatMap(({ voucher: { reference, lines } }) =>
    textsToHide(lines, maxTextLength - reference.length - 1),
  );
  const words = reply.received === undefined ? {} : { reply: replyOf(reply.received, [...payees, ...texts]) };
  return new Map(
    [...outcomes].map(([reference, outcome]): [VoucherReference, PostOutcome] => {
      if (!('failure' in outcome)) return [reference, outcome];
      // Xledger's words may repeat a code that stands for a person, or a text that names one.
      const message = withoutPayees(withoutTexts(outcome.failure.message, texts), payees);
      const failure = { ...outcome.failure, message, ...words };
      return [reference, { ...outcome, failure }];
    }),
  );
}

function readOutcomes(batch: readonly RenderedVoucher[], reply: XledgerReply, settings: XledgerSettings): PostOutcomes {
  if (reply.kind === 'lost') return everyone(batch, { kind: 'unknown', failure: reply.failure });
  if (reply.kind === 'not-applied') {
    const { failure, afterMs } = reply;
    return everyone(batch, { kind: 'retry', failure, ...(afterMs === undefined ? {} : { afterMs }) });
  }
  const { data, errors } = reply;
  const stored = storedRows(data);
  const verdicts = errors.map((error) => ({ error, verdict: verdictOfPosting(error) }));
  const unclear = verdicts.find(({ verdict }) => verdict.kind === 'unclear');
  if (stored !== undefined && stored.size === 0 && errors.length > 0 && unclear === undefined) {
    return refusedAsAWhole(batch, verdicts, settings);
  }
  const aboutData = verdicts.filter(({ verdict }) => verdict.kind === 'data').map(({ error }) => error);
  const blamed = unclear === undefined ? blamedVouchers(aboutData, batch, settings) : undefined;
  const doubt = doubtOf(unclear);
  return new Map(batch.map((it) => [it.reference, outcomeOf(it, stored, blamed?.get(it.reference), doubt)]));
}

/**
 * What an error says of a posting. One that lies inside the answer met the reading of what was stored: the mutation itself had been carried out, even
 * where nothing is left of its answer.
 * @source GraphQL specification, October 2021, sections 6.4.4 and 7.1.2: an error's path is that of the answer, and what may not be null takes away what
 *   is around it.
 */
function verdictOfPosting(error: XledgerError): Verdict {
  return error.path.includes('edges') ? { kind: 'unclear', code: 'ERP_REPLY_UNREADABLE' } : verdictOf(error);
}

interface ErrorVerdict {
  readonly error: XledgerError;
  readonly verdict: Verdict;
}

/** Every error is a definite no and no row was stored. */
function refusedAsAWhole(
  batch: readonly RenderedVoucher[],
  verdicts: readonly ErrorVerdict[],
  settings: XledgerSettings,
): PostOutcomes {
  for (const { error, verdict } of verdicts) {
    if (verdict.kind === 'later') {
      const failure = failed(verdict.code, `${refusalOf(verdict.code)}: ${error.message}`);
      const { afterMs } = verdict;
      return everyone(batch, { kind: 'retry', failure, ...(afterMs === undefined ? {} : { afterMs }) });
    }
    if (verdict.kind === 'schema') {
      const failure = failed('ERP_REFUSED', `Xledger does not understand this version of Bilag: ${error.message}`);
      return everyone(batch, { kind: 'rejected', failure });
    }
  }
  const errors = verdicts.map(({ error }) => error);
  const blamed = blamedVouchers(errors, batch, settings);
  const words = errors[0]?.message ?? '';
  return new Map(
    batch.map(({ reference }): [VoucherReference, PostOutcome] => {
      const failure = blamed.get(reference);
      if (failure !== undefined) return [reference, { kind: 'rejected', failure }];
      if (batch.length === 1) {
        return [reference, { kind: 'rejected', failure: refusalInWords(words) }];
      }
      const message =
        blamed.size > 0
          ? 'Another voucher of the batch was refused, and Xledger stored none of it.'
          : `Xledger refuses the batch: ${words}`;
      return [reference, { kind: 'retry', failure: failed('ERP_BATCH_REFUSED', message) }];
    }),
  );
}

/** The name of the right is not known for sure. @source reference of the Xledger API, section 2 (scopes), read 2026-11 */
function refusalOf(code: ErrorCode): string {
  return code === 'ERP_PERMISSION_DENIED'
    ? 'Xledger denies access; the API token needs the right to write to General Ledger'
    : 'Xledger refuses for now';
}

/** One voucher of an answer that confirms rows, or that is not a clear no. */
function outcomeOf(
  { reference, voucher }: RenderedVoucher,
  stored: StoredRows | undefined,
  blamed: EntryFailure | undefined,
  doubt: { readonly code: ErrorCode; readonly words: string },
): PostOutcome {
  const rows = voucher.lines.map((_line, at) => stored?.get(clientIdOf(reference, at)) ?? []);
  const ids = rows.flat();
  if (rows.every(({ length }) => length === 1)) return { kind: 'accepted', erpReference: rowsReference(ids) };
  if (ids.length === 0 && blamed !== undefined) return { kind: 'rejected', failure: blamed };
  const message = `Xledger’s answer confirms ${ids.length} of ${voucher.lines.length} lines${doubt.words}.`;
  return { kind: 'unknown', failure: { code: doubt.code, message } };
}

function doubtOf(unclear: ErrorVerdict | undefined): { readonly code: ErrorCode; readonly words: string } {
  const code = unclear?.verdict.kind === 'unclear' ? unclear.verdict.code : 'ERP_REPLY_UNREADABLE';
  return { code, words: unclear === undefined ? '' : `: ${unclear.error.message}` };
}

/** The ids of the rows that the answer names, by our label of the line. */
type StoredRows = ReadonlyMap<string, readonly string[]>;

/** `undefined` when the answer has another shape than it should. A row without a label or an id confirms nothing, but is one. */
function storedRows(data: unknown): StoredRows | undefined {
  if (data === null) return new Map();
  if (!isObject(data)) return undefined;
  const { addGLImportItems: result = null } = data;
  if (result === null) return new Map();
  const edges = isObject(result) ? result['edges'] : undefined;
  if (edges !== null && !Array.isArray(edges)) return undefined;
  const stored = new Map<string, string[]>();
  for (const edge of edges ?? []) {
    const { clientId } = isObject(edge) ? edge : { clientId: undefined };
    const label = typeof clientId === 'string' ? clientId : '';
    const node = (isObject(edge) ? objectAt(edge, 'node') : undefined) ?? {};
    const id = idAt(node, 'dbId') ?? textAt(node, 'dbId');
    stored.set(label, [...(stored.get(label) ?? []), ...(id === undefined ? [] : [id])]);
  }
  return stored;
}

/** The ERP's name for rows of its import queue. */
export function rowsReference(ids: readonly string[]): string {
  const [first = '', ...others] = ids.toSorted((a, b) => a.length - b.length || (a < b ? -1 : 1));
  return others.length === 0 ? `import row ${first}` : `import rows ${first}–${others.at(-1)}`;
}

function everyone(batch: readonly RenderedVoucher[], outcome: PostOutcome): PostOutcomes {
  return new Map(batch.map(({ reference }) => [reference, outcome]));
}
