import type { RecordSummary } from './api-client.ts';

/** A voucher as `GET /records/{id}/voucher` shows it. */
export interface VoucherView {
  readonly postingDate: string;
  readonly lines: readonly {
    readonly ledgerAccount: string;
    readonly dimensions: Readonly<Record<string, string>>;
    readonly debit: string | null;
    readonly credit: string | null;
    readonly text: string;
  }[];
}

const columns = { account: 9, costCenter: 13, project: 9, debit: 13, credit: 13 } as const;

/** The heading of the table that a finance person reads. */
export const tableHeading = [
  'Record → ERP → voucher reference → state',
  `    ${'Account'.padEnd(columns.account)}${'Cost center'.padEnd(columns.costCenter)}${'Project'.padEnd(columns.project)}${'Debit'.padStart(columns.debit)}${'Credit'.padStart(columns.credit)}  Text`,
].join('\n');

/** One record with its journal lines, where it is booked. */
export function tableRows(record: RecordSummary, erp: string, journalLines: VoucherView['lines']): string {
  const tries = record.attempts > 1 ? `, ${record.attempts} attempts` : '';
  const name = record.erpReference === null ? '' : ` as ${record.erpReference}`;
  const taken = record.reversal === null ? '' : `, taken back by ${record.reversal.reference}`;
  const head = `${record.sourceId} → ${erp} → ${record.reference} → ${record.state}${name}${tries}${taken}`;
  const lines = journalLines.map(({ ledgerAccount, dimensions, debit, credit, text }) =>
    [
      `    ${ledgerAccount.padEnd(columns.account)}`,
      (dimensions.costCenter ?? '').padEnd(columns.costCenter),
      (dimensions.project ?? '').padEnd(columns.project),
      (debit ?? '').padStart(columns.debit),
      (credit ?? '').padStart(columns.credit),
      `  ${text}`,
    ].join(''),
  );
  return [head, ...lines].join('\n');
}
