import type { GatewayTraits } from '../../ports/accounting-gateway.ts';
import { asInteger, asObject, junk, optional } from './junk.ts';

const hourMs = 3_600_000;
const weekMs = 7 * 24 * hourMs;
/** Time limits are settings of an organization, and none of them may hold its lane for hours. */
const mostLookUpMs = 15 * 60_000;
const many = 1_000_000;
const guards = ['idempotency-key', 'unique-reference', 'look-up'] as const;

/** A copy of the traits that a connector declares. @throws {SyncError} `CONNECTOR_FAULT` for one that the engine could not work with. */
export function guardTraits(given: unknown): GatewayTraits {
  const it = asObject(given, 'traits');
  const duplicateGuard = guards.find((word) => word === it['duplicateGuard']);
  if (duplicateGuard === undefined) throw junk('a guard against duplicates');
  return {
    duplicateGuard,
    longestOperationMs: asInteger(it['longestOperationMs'], 'a longest operation', 1, hourMs),
    longestLookUpMs: Math.min(asInteger(it['longestLookUpMs'], 'a longest look-up', 1, weekMs), mostLookUpMs),
    settlingMs: asInteger(it['settlingMs'], 'a settling time', 0, weekMs),
    bookingPollMs: asInteger(it['bookingPollMs'], 'a time between questions', 1, weekMs),
    maxVouchersPerCall: asInteger(it['maxVouchersPerCall'], 'a number of vouchers in a call', 1, many),
    maxLinesPerCall: asInteger(it['maxLinesPerCall'], 'a number of lines in a call', 2, many),
    maxReferencesPerLookUp: asInteger(it['maxReferencesPerLookUp'], 'a number of references in a look-up', 1, many),
    masterDataRestMs: asInteger(it['masterDataRestMs'], 'a time between readings', 0, weekMs),
    ...optional('monthlyAllowance', it['monthlyAllowance'], guardAllowance),
  };
}

function guardAllowance(given: unknown) {
  const it = asObject(given, 'a monthly allowance');
  const amount = (value: unknown) => {
    if (typeof value === 'number' && Number.isFinite(value) && value >= 0) return value;
    throw junk('a monthly allowance');
  };
  return {
    requests: amount(it['requests']),
    megabytesUp: amount(it['megabytesUp']),
    megabytesDown: amount(it['megabytesDown']),
  };
}
