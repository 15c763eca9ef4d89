import {
  type EntryFailure,
  formatMoney,
  type JournalLine,
  negate,
  type VoucherPreview,
  voucherTotal,
} from '@bilag/core';
import { explained } from './record-view.ts';
import type { RecordVoucher } from './schemas/voucher.ts';

/** A preview as the API shows it: debit and credit in columns of their own, as decimal strings. */
export function voucherView(preview: VoucherPreview): RecordVoucher {
  if (preview.kind === 'nothing-to-post') return preview;
  const { as, voucher, connector, payload, sha256, problem } = preview;
  const { reference, voucherNumber, postingDate, currency, text, lines } = voucher;
  return {
    kind: 'voucher',
    as,
    connector,
    reference,
    voucherNumber,
    postingDate,
    currency,
    text,
    total: formatMoney(voucherTotal(voucher)),
    lines: lines.map(lineView),
    payload,
    sha256,
    problem: problem === undefined ? null : problemView(problem),
  };
}

/** Why the accounting system would refuse it; the raw answer of an ERP is no part of it. */
export function problemView({ code, message, field }: EntryFailure) {
  return { code, message, field: field ?? null, ...explained(code) };
}

function lineView({ ledgerAccount, amount, dimensions, origins, taxCode, subledger, text, rule }: JournalLine) {
  const isDebit = amount.minor > 0n;
  return {
    ledgerAccount,
    dimensions: { ...dimensions },
    debit: isDebit ? formatMoney(amount) : null,
    credit: isDebit ? null : formatMoney(negate(amount)),
    taxCode: taxCode ?? null,
    subledger: subledger ?? null,
    text,
    rule: { ...rule },
    origins: { ...origins },
  };
}
