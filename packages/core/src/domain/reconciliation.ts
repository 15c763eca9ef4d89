import type { ErrorCode } from '../errors/error-codes.ts';

/** What can be wrong between our books and the ledger. */
export const findingKinds = ['missing', 'extra', 'doubled', 'different', 'cannot-tell'] as const;

/** A kind of finding. */
export type FindingKind = (typeof findingKinds)[number];

/** One voucher on which our books and the ledger do not agree, or may not. */
export interface ReconciliationFinding {
  readonly kind: FindingKind;
  readonly code: ErrorCode;
  readonly reference: string;
  /** `null` for a voucher that is not known here. */
  readonly recordId: string | null;
  readonly erpReference: string | null;
  /** What it comes to in our books of this month, in minor units; debits only, so zero for one that should not be there. */
  readonly oursMinor: bigint;
  /** What it comes to in the ledger of this month; `null` when that is not known. */
  readonly ledgerMinor: bigint | null;
  readonly message: string;
}

/** How many vouchers, and the sum of their debit lines in minor units. */
export interface SideOfStatement {
  readonly count: number;
  readonly sumMinor: bigint;
}

/** One month on both sides, to the øre. */
export interface ReconciliationStatement {
  /** What the ledger should have: vouchers that count as booked here. */
  readonly ours: SideOfStatement;
  /** What the ledger has of them, and besides. */
  readonly ledger: SideOfStatement;
  /** Taken by the accounting system and not booked yet: on neither side. */
  readonly waiting: SideOfStatement;
  /** In `ours`, and the ledger could not tell: left out of the difference. */
  readonly untold: SideOfStatement;
  /** Vouchers in `ledger` whose lines the accounting system does not show; they count as they were sent. */
  readonly notCompared: number;
  readonly findings: Readonly<Record<FindingKind, number>>;
}

/** What one voucher adds to a statement. */
export interface StatementEntry {
  readonly ours?: SideOfStatement;
  readonly ledger?: SideOfStatement;
  readonly waiting?: SideOfStatement;
  readonly untold?: SideOfStatement;
  readonly notCompared?: true;
  readonly finding?: ReconciliationFinding;
}

const nothing: SideOfStatement = { count: 0, sumMinor: 0n };

/** A month of which nothing has been looked at. */
export const emptyStatement: ReconciliationStatement = {
  ours: nothing,
  ledger: nothing,
  waiting: nothing,
  untold: nothing,
  notCompared: 0,
  findings: { missing: 0, extra: 0, doubled: 0, different: 0, 'cannot-tell': 0 },
};

/** The statement with these entries in it too. */
export function addToStatement(
  statement: ReconciliationStatement,
  entries: readonly StatementEntry[],
): ReconciliationStatement {
  const findings = { ...statement.findings };
  for (const { finding } of entries) if (finding !== undefined) findings[finding.kind] += 1;
  const side = (name: 'ours' | 'ledger' | 'waiting' | 'untold') => sumOf([statement, ...entries].map((it) => it[name]));
  return {
    ours: side('ours'),
    ledger: side('ledger'),
    waiting: side('waiting'),
    untold: side('untold'),
    notCompared: statement.notCompared + entries.filter((it) => it.notCompared === true).length,
    findings,
  };
}

function sumOf(sides: readonly (SideOfStatement | undefined)[]): SideOfStatement {
  let [count, sumMinor] = [0, 0n];
  for (const side of sides) {
    count += side?.count ?? 0;
    sumMinor += side?.sumMinor ?? 0n;
  }
  return { count, sumMinor };
}

/** By how much the ledger has more than it should, in minor units; what could not be told is left out. */
export function differenceOf({ ours, ledger, untold }: ReconciliationStatement): bigint {
  return ledger.sumMinor - (ours.sumMinor - untold.sumMinor);
}

/** How many findings there are. */
export function findingCountOf({ findings }: Pick<ReconciliationStatement, 'findings'>): number {
  return Object.values(findings).reduce((sum, count) => sum + count, 0);
}
