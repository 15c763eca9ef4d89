import {
  type CalendarDate,
  calendarDateOf,
  type DimensionValue,
  type LedgerAccount,
  type PayeeAccount,
  parseCalendarDate,
  type TaxCode,
} from '@bilag/core';
import { idAt, type JsonObject, textAt } from '../json.ts';
import type { Readings } from './list-reader.ts';
import { closedName } from './master-data-wants.ts';
import { codeAt } from './record-code.ts';

/** The chart of accounts; what is closed or not to be posted to is listed as such. */
export function ledgerAccountsOf(readings: Readings): readonly LedgerAccount[] {
  const accountOf = (node: JsonObject, number: string, isClosed: boolean) => ({
    number,
    name: textAt(node, 'description') ?? '',
    postable: !isClosed && node['posting'] !== false,
  });
  return byCode('accounts', readings, accountOf, eitherAccount);
}

/**
 * The values of an axis, from object values or projects. One that is closed because its last day has passed may still be named on an
 * earlier one; one that is closed without such a day may not.
 */
export function dimensionValuesOf(source: string, readings: Readings): readonly DimensionValue[] {
  const valueOf = (node: JsonObject, code: string, isClosed: boolean): DimensionValue => {
    const validFrom = dateAt(node, 'dateFrom') ?? dateAt(node, 'fromDate');
    const validTo = dateAt(node, 'dateTo') ?? dateAt(node, 'toDate');
    const mayBeNamed = node['posting'] !== false && node['allowPosting'] !== false;
    const isOver = validTo !== undefined && validTo < calendarDateOf(new Date());
    return {
      code,
      name: textAt(node, 'description') ?? '',
      postable: mayBeNamed && (!isClosed || isOver),
      ...(validFrom === undefined ? {} : { validFrom }),
      ...(validTo === undefined ? {} : { validTo }),
    };
  };
  return byCode(source, readings, valueOf, eitherValue);
}

/** The accounts of payees, by code alone. */
export function payeesOf(readings: Readings): readonly PayeeAccount[] {
  return byCode('subledgers', readings, (_node, code, isClosed) => ({ code, postable: !isClosed }));
}

/**
 * The tax rules, each with its rate where the tables say one and only one for today.
 * @source reference of the Xledger API, sections 4.1 (`taxTableSetups`) and 4.3, read 2026-11
 */
export function taxCodesOf(readings: Readings): readonly TaxCode[] {
  const today = calendarDateOf(new Date());
  const tables = (readings.get('taxTableSetups') ?? []).filter(
    (row) => (dateAt(row, 'dateFrom') ?? today) <= today && (dateAt(row, 'dateTo') ?? today) >= today,
  );
  return byCode('taxRules', readings, (node, code) => {
    const id = idAt(node, 'dbId');
    const rows = id === undefined ? [] : tables.filter((row) => idAt(row, 'objectValueDbId') === id);
    const [percent, ...others] = new Set(rows.map((row) => percentAt(row, 'taxPercent')));
    const isTold = percent !== undefined && others.length === 0;
    return { code, name: textAt(node, 'description') ?? '', ...(isTold ? { percent } : {}) };
  });
}

/**
 * Every code once, an open record before a closed one. A record without a code cannot be named. Two entities may use one code, and which of its records a
 * voucher means is Xledger's to say: `merge` makes one of two that are open.
 */
function byCode<T>(
  name: string,
  readings: Readings,
  valueOf: (node: JsonObject, code: string, isClosed: boolean) => T,
  merge: (one: T, other: T) => T = (one) => one,
): readonly T[] {
  const values = new Map<string, T>();
  for (const isClosed of [false, true]) {
    for (const node of readings.get(isClosed ? closedName(name) : name) ?? []) {
      const code = codeAt(node);
      if (code === undefined) continue;
      const value = valueOf(node, code, isClosed);
      const known = values.get(code);
      if (known === undefined) values.set(code, value);
      else if (!isClosed) values.set(code, merge(known, value));
    }
  }
  return [...values.values()];
}

/** What may be named if either of the two may; nothing is refused here that one of them allows. */
function eitherAccount(one: LedgerAccount, other: LedgerAccount): LedgerAccount {
  return one.postable ? one : other;
}

function eitherValue(one: DimensionValue, other: DimensionValue): DimensionValue {
  if (!other.postable) return one;
  if (!one.postable) return other;
  const { code, name, postable, ...dates } = one;
  const isSame = dates.validFrom === other.validFrom && dates.validTo === other.validTo;
  return { code, name, postable, ...(isSame ? dates : {}) };
}

/** A date, also out of a date-time; one that cannot be read sets no limit. */
function dateAt(node: JsonObject, field: string): CalendarDate | undefined {
  const day = textAt(node, field)?.slice(0, 10);
  try {
    return day === undefined ? undefined : parseCalendarDate(day);
  } catch {
    return undefined;
  }
}

/** `25.00` as `25`; a number is taken as well. */
function percentAt(node: JsonObject, field: string): string | undefined {
  const match = /^(\d{1,3})(?:\.(\d*?)0*)?$/.exec(String(node[field]));
  if (match === null) return undefined;
  const [, whole = '', fraction = ''] = match;
  return fraction === '' ? whole : `${whole}.${fraction}`;
}
