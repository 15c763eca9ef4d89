import { XLEDGER_SEED, type XledgerObjectValue } from '../seed-xledger.ts';
import type { XledgerNode } from './filter.ts';

/** Rates by VAT class, with the days they hold. The Norwegian ones as they were and are. */
const RATES: Readonly<Record<string, readonly { taxPercent: string; dateFrom: string; dateTo?: string }[]>> = {
  ZERO_LEVEL: [{ taxPercent: '0.00', dateFrom: '2001-07-01' }],
  LOW_LEVEL: [
    { taxPercent: '10.00', dateFrom: '2016-01-01', dateTo: '2017-12-31' },
    { taxPercent: '12.00', dateFrom: '2018-01-01' },
  ],
  MID_LEVEL: [{ taxPercent: '15.00', dateFrom: '2012-01-01' }],
  HIGH_LEVEL: [{ taxPercent: '25.00', dateFrom: '2005-01-01' }],
};

/** The rates of an entity's tax rules. @source xledger.md §4.1, 2026-11; ids and the form of `taxPercent` are invented. */
export function taxTableSetups(ownerDbId: number): XledgerNode[] {
  const values: readonly XledgerObjectValue[] = XLEDGER_SEED.objectValues;
  return values
    .filter((value) => value.ownerDbId === ownerDbId)
    .flatMap(({ dbId, vatClass = '' }) => (RATES[vatClass] ?? []).map((rate) => ({ ...rate, objectValueDbId: dbId })))
    .map((row, index) => ({ ...row, dbId: 45_001 + index, ownerDbId }));
}
