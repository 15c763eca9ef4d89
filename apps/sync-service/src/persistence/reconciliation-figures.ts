import type { FindingKind, ReconciliationStatement, SideOfStatement } from '@bilag/core';

/** A statement as JSON: sums in minor units as text, so that no digit is lost. */
export interface Figures {
  readonly ours: SideFigures;
  readonly ledger: SideFigures;
  readonly waiting: SideFigures;
  readonly untold: SideFigures;
  readonly notCompared: number;
  readonly findings: Readonly<Record<FindingKind, number>>;
}

interface SideFigures {
  readonly count: number;
  readonly sumMinor: string;
}

/** A statement as it is stored. */
export function figuresOf({ ours, ledger, waiting, untold, ...rest }: ReconciliationStatement): Figures {
  const text = ({ count, sumMinor }: SideOfStatement) => ({ count, sumMinor: String(sumMinor) });
  return { ours: text(ours), ledger: text(ledger), waiting: text(waiting), untold: text(untold), ...rest };
}

/** A stored statement. */
export function statementOf({ ours, ledger, waiting, untold, ...rest }: Figures): ReconciliationStatement {
  const exact = ({ count, sumMinor }: SideFigures) => ({ count, sumMinor: BigInt(sumMinor) });
  return { ours: exact(ours), ledger: exact(ledger), waiting: exact(waiting), untold: exact(untold), ...rest };
}
