import {
  type ConnectionReport,
  calendarDateOf,
  type DimensionValue,
  type LedgerIdentity,
  type MasterData,
} from '@bilag/core';
import { idAt, type JsonObject, textAt } from '../json.ts';
import { checkPlaces, entityWant, type PlaceSetup, placesOf } from './entity-setup.ts';
import { entityOf, namedLedgerOf } from './ledger-identity.ts';
import type { ListReader, Readings, Want } from './list-reader.ts';
import { dimensionValuesOf, ledgerAccountsOf, payeesOf, taxCodesOf } from './master-data-values.ts';
import { accountWants, axisSource, axisWants, payeeWants, taxRuleWants, taxTableWants } from './master-data-wants.ts';
import type { XledgerSettings } from './xledger-config.ts';

/**
 * Reads whose books the token opens, what its places for dimensions mean, its chart of accounts and its cost centers.
 * @throws {SyncError} `INVALID_SETTINGS` naming a dimension whose place the entity has not set up, `ERP_WRONG_LEDGER`, and why Xledger
 *   could not be asked.
 * @source reference of the Xledger API, section 4, read 2026-11
 */
export async function readConnection(
  settings: XledgerSettings,
  reader: ListReader,
  signal: AbortSignal,
): Promise<ConnectionReport> {
  const readings = await reader.read([entityWantFor(settings), ...accountWants(settings)], signal);
  const { ledger, places } = setupOf(recordOf(readings), settings);
  const slot = settings.dimensions.get('costCenter');
  const wants = slot === undefined ? [] : axisWants([slot], places, settings);
  const values = wants.length === 0 ? [] : axisValues(slot, places, await reader.read(wants, signal));
  return {
    ledger,
    ledgerAccounts: ledgerAccountsOf(readings),
    costCenters: (values ?? []).filter(isOfUse).map(({ code, name }) => ({ code, name })),
  };
}

/**
 * Everything that vouchers may point at, in two requests where no list is longer than a page. How Xledger shows that a period is closed is
 * not known, so periods are left out. So is what the token may not see, and an axis whose kind of objects is not told.
 * @throws {SyncError} as {@link readConnection} does.
 * @source reference of the Xledger API, section 4, read 2026-11
 */
export async function readMasterData(
  settings: XledgerSettings,
  reader: ListReader,
  signal: AbortSignal,
): Promise<MasterData> {
  const slots = [...settings.dimensions.values()];
  const before = [entityWantFor(settings), ...accountWants(settings), ...payeeWants(settings), ...taxTableWants];
  const first = await reader.read(before, signal);
  const { places } = setupOf(recordOf(first), settings);
  const taxKind = taxKindOf(first);
  const taxRules = taxKind === undefined ? [] : taxRuleWants(taxKind, settings);
  const wants = [...taxRules, ...axisWants(slots, places, settings)];
  const readings = new Map([...first, ...(await reader.read(wants, signal))]);
  const taxCodes = taxCodesOf(readings);
  const payees = payeesOf(readings);
  const ledgerAccounts = ledgerAccountsOf(readings);
  return {
    // An empty list that nobody is sure of would refuse every code: what belongs to another entity may not be listed.
    ...(ledgerAccounts.length > 0 ? { ledgerAccounts } : {}),
    ...dimensionsOf(settings, places, readings),
    ...(taxCodes.length > 0 ? { taxCodes } : {}),
    ...(payees.length > 0 ? { payees } : {}),
  };
}

/** Other books than those meant are not read any further. */
function entityWantFor(settings: XledgerSettings): Want {
  return { ...entityWant, onRead: ([data = {}]) => void setupOf(data, settings) };
}

const recordOf = (readings: Readings): JsonObject => readings.get(entityWant.name)?.[0] ?? {};

function setupOf(
  data: JsonObject,
  settings: XledgerSettings,
): { readonly ledger: LedgerIdentity; readonly places: readonly PlaceSetup[] | undefined } {
  const entity = entityOf(data);
  const ledger = namedLedgerOf(entity, settings);
  const places = placesOf(entity);
  checkPlaces(settings, places);
  return { ledger, places };
}

/** The kind of tax rules, as two integrations have it hard-coded. @source reference of the Xledger API, section 4.3, read 2026-11 */
const knownTaxKind = '14';

/** `undefined` where kinds are told by name and the known one is something else. */
function taxKindOf(readings: Readings): string | undefined {
  const isTaxRule = (kind: JsonObject) => /^tax_?rules?$/i.test(textAt(kind, 'name') ?? '');
  const kinds = readings.get('objectKinds') ?? [];
  const named = kinds.find(isTaxRule);
  if (named !== undefined) return idAt(named, 'dbId');
  const known = kinds.find((kind) => idAt(kind, 'dbId') === knownTaxKind);
  return known === undefined || textAt(known, 'name') === undefined ? knownTaxKind : undefined;
}

function dimensionsOf(
  { dimensions }: XledgerSettings,
  places: readonly PlaceSetup[] | undefined,
  readings: Readings,
): Pick<MasterData, 'dimensions'> {
  const axes = [...dimensions].flatMap(([axis, slot]) => {
    const values = axisValues(slot, places, readings);
    return values === undefined || values.length === 0 ? [] : [[axis, values] as const];
  });
  return axes.length === 0 ? {} : { dimensions: Object.fromEntries(axes) };
}

function axisValues(
  slot: Parameters<typeof axisSource>[0] | undefined,
  places: readonly PlaceSetup[] | undefined,
  readings: Readings,
): readonly DimensionValue[] | undefined {
  const source = slot === undefined ? undefined : axisSource(slot, places);
  return source === undefined || !readings.has(source) ? undefined : dimensionValuesOf(source, readings);
}

/** What a form may offer: open today. */
function isOfUse({ postable, validTo }: DimensionValue): boolean {
  return postable && (validTo === undefined || validTo >= calendarDateOf(new Date()));
}
