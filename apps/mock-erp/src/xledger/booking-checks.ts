import { XLEDGER_SEED } from '../seed-xledger.ts';
import { formatMinor } from './money.ts';
import type { ImportRow } from './queue.ts';
import type { XledgerSettings } from './settings.ts';

/** A reason why a row cannot be booked. */
export interface RowProblem {
  readonly row: ImportRow;
  readonly message: string;
}

/** The line's amount in minor units: `amount`, or what was sent as `invoiceAmount` alone. */
export function amountMinor(row: ImportRow): number | undefined {
  const amount = row.values['amount'] ?? row.values['invoiceAmount'];
  return typeof amount === 'number' ? amount : undefined;
}

/** The line's posting date, `YYYY-MM-DD`. */
export function postedDate(row: ImportRow): string | undefined {
  const date = row.values['postedDate'];
  return typeof date === 'string' ? date : undefined;
}

/** What is closed at the moment. */
export interface Closures {
  /** The last closed day, `YYYY-MM-DD`. */
  readonly closedTo: string;
  readonly blockedAccounts: readonly string[];
}

/** What the settings say is closed at this instant. */
export function closuresAt(now: Date, settings: XledgerSettings): Closures {
  const { closedTo, closedToThen, periodClosesAt, blockedAccounts } = settings;
  const hasClosed = periodClosesAt !== '' && now.getTime() >= Date.parse(periodClosesAt);
  return { closedTo: hasClosed && closedToThen > closedTo ? closedToThen : closedTo, blockedAccounts };
}

/** Why these rows, which make one voucher, cannot be booked; empty when they can. The texts are invented. */
export function checkVoucher(rows: readonly ImportRow[], closures: Closures): RowProblem[] {
  const problems = rows.flatMap((row) => rowMessages(row, closures).map((message) => ({ row, message })));
  if (problems.length > 0) return problems;
  const sumMinor = rows.reduce((sum, row) => sum + (amountMinor(row) ?? 0), 0);
  if (sumMinor === 0) return [];
  return rows.map((row) => ({ row, message: `The voucher is out of balance by ${formatMinor(sumMinor)}.` }));
}

function rowMessages(row: ImportRow, closures: Closures): string[] {
  const date = postedDate(row);
  const { account, project } = row.references;
  const messages: (string | false)[] = [
    row.values['trRegNumber'] === undefined && 'The imported voucher number is missing.',
    row.references['transactionSource'] === undefined && 'The transaction source is missing.',
    amountMinor(row) === undefined && 'The amount is missing.',
    date === undefined && 'The posted date is missing.',
    date !== undefined && date <= closures.closedTo && `The period of ${date} is closed.`,
    account === undefined && 'The account is missing.',
    account !== undefined && isBlocked(account, closures) && `Account ${account.code} is closed for posting.`,
    project !== undefined && isClosedProject(project.dbId, date) && `Project ${project.code} is closed for posting.`,
    ...slotMessages(row, date),
  ];
  return messages.filter((message) => message !== false);
}

function slotMessages(row: ImportRow, date: string | undefined): (string | false)[] {
  return Object.entries(row.references)
    .filter(([field]) => field.startsWith('glObject'))
    .map(([field, { dbId, code }]) => {
      const isClosed = isClosedValue(dbId, date) || isClosedProject(dbId, date);
      return isClosed && `Object value ${code} in ${field} is closed for posting on ${date}.`;
    });
}

/** Whether an account is closed for posting by itself or by the settings. */
export function isBlocked({ dbId, code }: { dbId: number; code: string }, { blockedAccounts }: Closures): boolean {
  const isSeeded = XLEDGER_SEED.accounts.some((account) => account.dbId === dbId && !account.posting);
  return isSeeded || blockedAccounts.includes(code);
}

/** Whether it is a project that is closed, or over on this date (`YYYY-MM-DD`). */
export function isClosedProject(dbId: number, date = ''): boolean {
  const project = XLEDGER_SEED.projects.find((candidate) => candidate.dbId === dbId);
  return project !== undefined && (!project.allowPosting || date > (project.toDate ?? '9999'));
}

/** Whether it is an object value that is closed, or over on this date (`YYYY-MM-DD`). */
export function isClosedValue(dbId: number, date = ''): boolean {
  const value = XLEDGER_SEED.objectValues.find((candidate) => candidate.dbId === dbId);
  return value !== undefined && (!value.posting || date > (value.dateTo ?? '9999'));
}
