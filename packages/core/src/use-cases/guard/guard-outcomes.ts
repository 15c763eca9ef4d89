import type { EntryFailure } from '../../domain/outbox-entry.ts';
import type { FoundLine } from '../../domain/voucher-comparison.ts';
import type { FindOutcome, PostOutcome } from '../../ports/accounting-gateway.ts';
import type { AttachOutcome, FindReceiptOutcome } from '../../ports/receipt-desk.ts';
import {
  asErrorCode,
  asInteger,
  asList,
  asObject,
  asTable,
  asText,
  asWait,
  junk,
  optional,
  trustworthy,
} from './junk.ts';

/** The outcome as the port has it; one that is not is a voucher that may be booked. */
export function guardPost(given: unknown): PostOutcome {
  return orElse('unknown', () => {
    const it = asObject(given, 'an outcome');
    switch (it['kind']) {
      case 'booked':
      case 'accepted':
        return { kind: it['kind'], erpReference: erpReference(it) };
      case 'rejected':
      case 'unknown':
        return { kind: it['kind'], failure: guardFailure(it['failure']) };
      case 'retry':
        return { kind: 'retry', failure: guardFailure(it['failure']), ...optional('afterMs', it['afterMs'], asWait) };
      default:
        throw junk('an outcome');
    }
  });
}

/** What was found, as the port has it; junk settles nothing. */
export function guardFind(given: unknown): FindOutcome {
  return orElse('cannot-tell', () => {
    const it = asObject(given, 'an answer to a look-up');
    switch (it['kind']) {
      case 'absent':
        return { kind: 'absent' };
      case 'booked':
      case 'accepted': {
        const copies = asInteger(it['copies'], 'a number of copies', 1, 1_000_000);
        const lines = asList(it['lines'], 'a list of lines', foundLine);
        if (it['kind'] === 'accepted') return { kind: 'accepted', erpReference: erpReference(it), copies, lines };
        return { kind: 'booked', erpReference: erpReference(it), copies, lines, ...hidden(it) };
      }
      case 'rejected':
      case 'cannot-tell':
        return { kind: it['kind'], failure: guardFailure(it['failure']) };
      case 'unavailable':
        return {
          kind: 'unavailable',
          failure: guardFailure(it['failure']),
          ...optional('afterMs', it['afterMs'], asWait),
        };
      default:
        throw junk('an answer to a look-up');
    }
  });
}

/** What became of a receipt, as the port has it; junk is a receipt that may be attached. */
export function guardAttach(given: unknown): AttachOutcome {
  return orElse('unknown', () => {
    const it = asObject(given, 'an outcome');
    switch (it['kind']) {
      case 'attached':
        return { kind: 'attached' };
      case 'rejected':
      case 'unknown':
        return { kind: it['kind'], failure: guardFailure(it['failure']) };
      case 'retry':
        return { kind: 'retry', failure: guardFailure(it['failure']), ...optional('afterMs', it['afterMs'], asWait) };
      default:
        throw junk('an outcome');
    }
  });
}

/** Whether the ERP has a receipt, as the port has it; junk settles nothing. */
export function guardFindReceipt(given: unknown): FindReceiptOutcome {
  return orElse('cannot-tell', () => {
    const it = asObject(given, 'an answer about a receipt');
    if (it['kind'] === 'attached' || it['kind'] === 'absent') return { kind: it['kind'] };
    if (it['kind'] === 'cannot-tell') return { kind: 'cannot-tell', failure: guardFailure(it['failure']) };
    throw junk('an answer about a receipt');
  });
}

/** The failure that a thrown value stands for. */
export function failureOf(error: unknown): EntryFailure {
  const { code, message, field } = trustworthy(error);
  return { code, message, ...(field === undefined ? {} : { field }) };
}

function orElse<K extends string, T>(kind: K, read: () => T): T | { readonly kind: K; readonly failure: EntryFailure } {
  try {
    return read();
  } catch (error) {
    return { kind, failure: failureOf(error) };
  }
}

const longestMessage = 4_000;

function guardFailure(given: unknown): EntryFailure {
  const it = asObject(given, 'a failure');
  return {
    code: asErrorCode(it['code']),
    message: asText(it['message'], 'a message').slice(0, longestMessage),
    ...optional('field', it['field'], (field) => asText(field, 'a field')),
    ...optional('reply', it['reply'], reply),
  };
}

function reply(given: unknown) {
  const it = asObject(given, 'a reply');
  const body = asText(it['body'], 'the body of a reply').slice(0, longestMessage);
  return { status: asInteger(it['status'], 'the status of a reply', 0, 999), body };
}

/** Only lines that are not there can be hidden. */
function hidden({ linesHidden, lines }: Readonly<Record<string, unknown>>): { readonly linesHidden?: true } {
  return linesHidden === true && Array.isArray(lines) && lines.length === 0 ? { linesHidden } : {};
}

function erpReference(it: Readonly<Record<string, unknown>>): string {
  return asText(it['erpReference'], 'a reference of the ERP').slice(0, longestMessage);
}

function foundLine(given: unknown): FoundLine {
  const it = asObject(given, 'a line');
  const { ledgerAccount, amountMinor, dimensions } = it;
  if (typeof amountMinor !== 'bigint') throw junk('an amount');
  return {
    ledgerAccount: asText(ledgerAccount, 'an account'),
    amountMinor,
    dimensions: asTable(dimensions, 'a table of dimensions', (value) => asText(value, 'a dimension value')),
  };
}
