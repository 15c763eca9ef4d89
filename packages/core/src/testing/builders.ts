import { parseCalendarDate } from '../domain/calendar-date.ts';
import { type ExpenseRecord, type ExpenseRecordJson, parseExpenseRecord } from '../domain/expense-record.ts';
import type { FieldMapping } from '../domain/field-mapping.ts';
import type { JournalLine } from '../domain/journal-line.ts';
import type { MasterData } from '../domain/master-data.ts';
import { money } from '../domain/money.ts';
import { type Voucher, voucher } from '../domain/voucher.ts';
import { parseVoucherReference, type VoucherReference } from '../domain/voucher-reference.ts';
import type { Integration } from '../ports/config-repo.ts';

let last = 0;

/** A reference that no other test of this run uses. */
export function aReference(): VoucherReference {
  last += 1;
  const unique = `${Date.now().toString(36)}${last.toString(36)}${Math.floor(Math.random() * 36 ** 4).toString(36)}`;
  return parseVoucherReference(`R-${unique.toUpperCase().padStart(18, '0').slice(-18)}`);
}

/** What a built voucher may vary in; amounts in øre. */
export interface VoucherTraits {
  readonly reference?: VoucherReference;
  readonly voucherNumber?: number;
  readonly postingDate?: string;
  readonly debitAccount?: string;
  readonly creditAccount?: string;
  readonly costCenter?: string;
  /** One debit line each. */
  readonly debits?: readonly bigint[];
}

/** A balanced voucher: one debit line per amount, one credit line. */
export function aVoucher(traits: VoucherTraits = {}): Voucher {
  const { debits = [84_250n, 12_000n], debitAccount = '7140', creditAccount = '2910', costCenter = '310' } = traits;
  last += 1;
  const rule = { mappingVersion: 1, path: 'expenseTypes.public_transport' };
  const lines: JournalLine[] = debits.map((minor, at) => ({
    ledgerAccount: debitAccount,
    amount: money('NOK', minor),
    dimensions: { costCenter },
    text: `Train ${at + 1}`,
    rule,
  }));
  const total = debits.reduce((sum, minor) => sum + minor, 0n);
  lines.push({
    ledgerAccount: creditAccount,
    amount: money('NOK', -total),
    dimensions: {},
    text: 'Reimbursement',
    rule: { mappingVersion: 1, path: 'credit.employee' },
  });
  return voucher({
    reference: traits.reference ?? aReference(),
    voucherNumber: traits.voucherNumber ?? last,
    postingDate: parseCalendarDate(traits.postingDate ?? `${new Date().getUTCFullYear()}-03-05`),
    currency: 'NOK',
    text: 'Reimbursement',
    lines,
  });
}

/** An approval as it travels: a train ticket and a toll, for an employee. */
export function anApproval(change: Partial<ExpenseRecordJson> = {}): ExpenseRecordJson {
  last += 1;
  return {
    kind: 'reimbursement',
    sourceId: `CLM-${Date.now()}-${last}`,
    revision: 1,
    approvedAt: '2026-03-06T09:30:00.000Z',
    approvedBy: 'kari.leder',
    expenseDate: '2026-03-05',
    payee: { type: 'employee', id: 'E1187', name: 'Ola Nordmann' },
    currency: 'NOK',
    lines: [
      { expenseType: 'public_transport', amount: '842.50', costCenter: '310', text: 'Train Oslo–Bergen' },
      { expenseType: 'toll', amount: '120.00', costCenter: '310', text: 'Toll' },
    ],
    ...change,
  };
}

/** The record of {@link anApproval}. */
export function anExpenseRecord(change: Partial<ExpenseRecordJson> = {}, organizationId = 'nbf'): ExpenseRecord {
  return parseExpenseRecord(organizationId, anApproval(change));
}

/** A mapping of the standard expense types to NS 4102 accounts. */
export function aFieldMapping(change: Partial<FieldMapping> = {}): FieldMapping {
  return {
    version: 1,
    expenseTypes: {
      mileage: { treatment: 'post', ledgerAccount: '7100' },
      toll: { treatment: 'post', ledgerAccount: '7142' },
      parking: { treatment: 'post', ledgerAccount: '7143' },
      public_transport: { treatment: 'post', ledgerAccount: '7140' },
      honorarium: { treatment: 'post', ledgerAccount: '5390' },
    },
    credit: { employee: { ledgerAccount: '2910' }, volunteer: { ledgerAccount: '2990' } },
    postingDate: 'expense-date',
    ...change,
  };
}

/** An organization that is connected to the fake accounting system and enabled, everything of version 1. */
export function anIntegration(change: Partial<Integration> = {}): Integration {
  return {
    organizationId: 'nbf',
    connector: 'fake',
    enabled: true,
    currency: 'NOK',
    settings: {},
    credentials: {},
    configVersion: 1,
    credentialVersion: 1,
    mapping: aFieldMapping(),
    ...change,
  };
}

/** Master data in which {@link aFieldMapping} and {@link anApproval} find everything: 2026 is open, 2025 is closed. */
export function someMasterData(change: Partial<MasterData> = {}): MasterData {
  const accounts = ['7100', '7142', '7143', '7140', '5390', '2910', '2990'];
  return {
    ledgerAccounts: accounts.map((number) => ({ number, name: `Account ${number}`, postable: true })),
    dimensions: {
      costCenter: [{ code: '310', name: 'Counselling', postable: true }],
      project: [{ code: '4402', name: 'Summer camp', postable: true }],
    },
    taxCodes: [{ code: '1', name: 'Purchase, high rate', percent: '25' }],
    payees: [{ code: 'E1187', postable: true }],
    periods: [
      { from: parseCalendarDate('2025-01-01'), to: parseCalendarDate('2025-12-31'), open: false },
      { from: parseCalendarDate('2026-01-01'), to: parseCalendarDate('2026-12-31'), open: true },
    ],
    ...change,
  };
}
