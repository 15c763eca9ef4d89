import type { FoundLine } from '@bilag/core';

/** How often a voucher is there, and what one copy of it says. */
export interface Copies {
  readonly copies: number;
  readonly lines: readonly FoundLine[];
}

/** Counts equal groups of lines; a group and its exact reversal undo each other. A voucher that was undone altogether is there once, without lines. */
export function copiesAmong(groups: readonly (readonly FoundLine[])[]): Copies {
  const standing = standingGroups(groups);
  return { copies: Math.max(standing.length, 1), lines: standing[0] ?? [] };
}

/** The groups that no exact reversal among them undoes, equal ones together. */
export function standingGroups(groups: readonly (readonly FoundLine[])[]): readonly (readonly FoundLine[])[] {
  const counted = new Map<string, (readonly FoundLine[])[]>();
  for (const lines of groups) {
    const undone = counted.get(signatureOf(lines, -1n));
    const same = counted.get(signatureOf(lines, 1n));
    if (undone !== undefined && undone.length > 0) undone.pop();
    else if (same !== undefined) same.push(lines);
    else counted.set(signatureOf(lines, 1n), [lines]);
  }
  return [...counted.values()].flat();
}

/** The sum of the debit lines, in minor units. */
export function debitsOf(lines: readonly FoundLine[]): bigint {
  return lines.reduce((sum, { amountMinor }) => (amountMinor > 0n ? sum + amountMinor : sum), 0n);
}

/**
 * The lines in the order given, cut wherever their sum is zero; what is left over makes a group too.
 * A step is what the ERP writes as one: no cut is made inside it.
 */
export function balancedGroups(steps: readonly (readonly FoundLine[])[]): readonly (readonly FoundLine[])[] {
  const groups: FoundLine[][] = [[]];
  let sum = 0n;
  for (const step of steps) {
    groups.at(-1)?.push(...step);
    sum += step.reduce((total, { amountMinor }) => total + amountMinor, 0n);
    if (sum === 0n) groups.push([]);
  }
  return groups.filter((it) => it.length > 0);
}

function signatureOf(lines: readonly FoundLine[], sign: 1n | -1n): string {
  const texts = lines.map(({ ledgerAccount, amountMinor, dimensions }) =>
    JSON.stringify([
      ledgerAccount,
      String(amountMinor * sign),
      Object.entries(dimensions).toSorted(([a], [b]) => (a < b ? -1 : 1)),
    ]),
  );
  return texts.toSorted().join('\n');
}
