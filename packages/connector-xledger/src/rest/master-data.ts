import {
  type CalendarDate,
  type ConnectionReport,
  calendarDateOf,
  type DimensionValue,
  type FiscalPeriod,
  type LedgerAccount,
  type MasterData,
  type PayeeAccount,
  parseCalendarDate,
  SyncError,
  type TaxCode,
} from '@bilag/core';
import { type JsonObject, textAt } from '../json.ts';
import { saysNo, saysYes } from './exact-json.ts';
import { checkCurrency, checkScopes, ledgerOf } from './ledger-identity.ts';
import { createLists, type Lists } from './lists.ts';
import type { RestClient } from './rest-client.ts';
import type { RestSettings } from './rest-config.ts';

/**
 * Reads whose books the client opens and what it may do there, the chart of accounts and the cost centers.
 * @throws {SyncError} `ERP_WRONG_LEDGER`, `ERP_PERMISSION_DENIED` naming the scope, `INVALID_SETTINGS` naming the dimension or the currency that the
 *   organisation does not have, and why the gateway could not be asked.
 * @source reference of the Xledger API, section 13, read 2026-11
 */
export async function readConnection(
  settings: RestSettings,
  client: RestClient,
  signal: AbortSignal,
): Promise<ConnectionReport> {
  const me = await client.read('/me', signal);
  const ledger = ledgerOf(me, settings);
  checkScopes(me);
  checkCurrency(me, settings);
  const lists = createLists(client, mostPages);
  const ledgerAccounts = await lists.readAll('/accounts', ledgerAccountOf, signal);
  const dimension = settings.dimensions.get('costCenter');
  const found = await readDimensions(dimension === undefined ? [] : [dimension], lists, signal);
  checkDimensions(found, settings);
  const costCenters = dimension === undefined ? [] : await valuesOf(dimension, found, lists, signal);
  return {
    ledger,
    ledgerAccounts,
    costCenters: costCenters.filter(isOpenToday).map(({ code, name }) => ({ code, name })),
  };
}

/** @throws {SyncError} when one of the lists could not be read to its end. */
export async function readMasterData(
  settings: RestSettings,
  client: RestClient,
  signal: AbortSignal,
): Promise<MasterData> {
  const lists = createLists(client, mostPages);
  const ledgerAccounts = await lists.readAll('/accounts', ledgerAccountOf, signal);
  const found = await readDimensions([...settings.dimensions.values()], lists, signal);
  const taxCodes = await lists.readAll('/tax-rules', taxCodeOf, signal);
  const payees = await lists.readAll('/subledgers', payeeOf, signal);
  const periods = await lists.readAll('/periods', (row) => [periodOf(row)], signal);
  const dimensions: [string, readonly DimensionValue[]][] = [];
  for (const [axis, name] of settings.dimensions) {
    dimensions.push([axis, await valuesOf(name, found, lists, signal)]);
  }
  return {
    ledgerAccounts,
    dimensions: Object.fromEntries(dimensions),
    taxCodes,
    payees,
    // Without any period every date would count as closed.
    ...(periods.length === 0 ? {} : { periods }),
  };
}

/** Most further pages of one reading. */
const mostPages = 2_000;

/** The names of all dimensions that the organisation has values of, and the values of those that were wanted. */
interface FoundDimensions {
  readonly names: ReadonlySet<string>;
  readonly values: readonly (readonly [name: string, value: DimensionValue])[];
}

async function readDimensions(wanted: readonly string[], lists: Lists, signal: AbortSignal): Promise<FoundDimensions> {
  const names = new Set<string>();
  const valueIn = (row: JsonObject) => {
    const name = textAt(row, 'dimension');
    if (name === undefined) return [];
    names.add(name);
    return wanted.includes(name) ? dimensionValueOf(row).map((value) => [name, value] as const) : [];
  };
  return { values: await lists.readAll('/dimensions', valueIn, signal), names };
}

function checkDimensions({ names }: FoundDimensions, { dimensions }: RestSettings): void {
  for (const [axis, name] of dimensions) {
    if (name === 'PROJECT' || names.has(name)) continue;
    const named = names.size === 0 ? 'none' : [...names].slice(0, 20).join(', ');
    const message = `The organisation has no values of the dimension that is set for «${axis}»; it has ${named}.`;
    throw new SyncError('INVALID_SETTINGS', message.slice(0, 500), { field: `settings.dimensions.${axis}` });
  }
}

/** Projects have a list of their own. */
async function valuesOf(
  dimension: string,
  { values }: FoundDimensions,
  lists: Lists,
  signal: AbortSignal,
): Promise<readonly DimensionValue[]> {
  if (dimension === 'PROJECT') return await lists.readAll('/projects', dimensionValueOf, signal);
  return values.flatMap(([name, value]) => (name === dimension ? [value] : []));
}

function withCode<T>(row: JsonObject, make: (code: string) => T): T[] {
  const code = textAt(row, 'code');
  return code === undefined ? [] : [make(code)];
}

function ledgerAccountOf(row: JsonObject): LedgerAccount[] {
  const postable = !saysNo(row, 'posting') && !saysNo(row, 'active');
  return withCode(row, (number) => ({ number, name: textAt(row, 'name') ?? '', postable }));
}

function payeeOf(row: JsonObject): PayeeAccount[] {
  return withCode(row, (code) => ({ code, postable: !saysNo(row, 'active') }));
}

function taxCodeOf(row: JsonObject): TaxCode[] {
  const percent = textAt(row, 'percent');
  return withCode(row, (code) => ({
    code,
    name: textAt(row, 'name') ?? '',
    ...(percent === undefined ? {} : { percent }),
  }));
}

function dimensionValueOf(row: JsonObject): DimensionValue[] {
  const [validFrom, validTo] = [dateIn(row, 'validFrom'), dateIn(row, 'validTo')];
  return withCode(row, (code) => ({
    code,
    name: textAt(row, 'name') ?? '',
    // One that is not active because of its dates may still be named on the dates that it was valid for.
    postable: !saysNo(row, 'active') || !isValidToday({ validFrom, validTo }),
    ...(validFrom === undefined ? {} : { validFrom }),
    ...(validTo === undefined ? {} : { validTo }),
  }));
}

type Validity = { readonly [Date in 'validFrom' | 'validTo']?: CalendarDate | undefined };

function isValidToday({ validFrom, validTo }: Validity): boolean {
  const today = calendarDateOf(new Date());
  return (validFrom === undefined || validFrom <= today) && (validTo === undefined || today <= validTo);
}

const isOpenToday = (value: DimensionValue) => value.postable && isValidToday(value);

function periodOf(row: JsonObject): FiscalPeriod {
  const [from, to] = [dateIn(row, 'fromDate'), dateIn(row, 'toDate')];
  if (from === undefined || to === undefined) {
    throw new SyncError('ERP_UNAVAILABLE', 'The Xledger gateway’s answer for /periods has a period without its days.');
  }
  return { from, to, open: !saysYes(row, 'closed') };
}

/**
 * A day, also when a time of day is behind it; `undefined` when there is none, or one so far off that it means none, such as `9999-12-31`.
 * @throws {SyncError} `ERP_UNAVAILABLE` for another text.
 */
function dateIn(row: JsonObject, key: string): CalendarDate | undefined {
  // No date is longer; without an end the pattern would take the square of the length.
  const text = textAt(row, key)
    ?.slice(0, 40)
    .replace(/T00:00:00.*$/, '');
  if (text === undefined || /^(0\d|1[0-8]|2[2-9]|[3-9]\d)\d\d-\d\d-\d\d$/.test(text)) return undefined;
  try {
    return parseCalendarDate(text);
  } catch {
    throw new SyncError('ERP_UNAVAILABLE', `The Xledger gateway’s answer has a «${key}» that is no date.`);
  }
}
