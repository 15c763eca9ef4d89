import {
  type ConnectionReport,
  type DimensionValue,
  type LedgerAccount,
  type MasterData,
  SyncError,
} from '@bilag/core';
import { idAt, isObject, type JsonObject, objectAt, textAt } from '../json.ts';
import { codeAt } from './code-book.ts';
import { entityOf, ledgerOf } from './ledger-identity.ts';
import { readAll } from './lists.ts';
import type { Questions } from './questions.ts';
import type { XledgerSettings } from './xledger-config.ts';

const setup = 'glSetupEntries { field { name } fieldObject { code description objectKind { dbId name } } }';
const viewerWordings = [
  `ownerDbId code description company { dbId description } ${setup}`,
  `ownerDbId company { dbId } ${setup}`,
];

/**
 * Reads whose books the token opens, what its places for dimensions mean, its chart of accounts and its cost centers.
 * @throws {SyncError} `INVALID_SETTINGS` naming a dimension whose place the entity has not set up, `ERP_WRONG_LEDGER`, and why Xledger
 *   could not be asked.
 * @source reference of the Xledger API, section 4, read 2026-11
 */
export async function readConnection(
  settings: XledgerSettings,
  questions: Questions,
  signal: AbortSignal,
): Promise<ConnectionReport> {
  const entity = await questions.inSomeWording('entity', viewerWordings, async (fields) =>
    entityOf(await questions.ask(`query { viewer { entity { ${fields} } } }`, {}, signal)),
  );
  const ledger = ledgerOf(entity, settings.ledgerId);
  const kinds = kindsOf(entity);
  checkPlaces(settings, kinds);
  const accounts = await readAll(
    { list: 'accounts', fields: 'code description posting', args: 'objectStatus: OPEN' },
    questions,
    signal,
  );
  return {
    ledger,
    ledgerAccounts: accounts.flatMap(ledgerAccountOf),
    costCenters: await readCostCenters(settings, kinds, questions, signal),
  };
}

/** @throws {SyncError} as {@link readConnection} does. */
export async function readMasterData(
  settings: XledgerSettings,
  questions: Questions,
  signal: AbortSignal,
): Promise<MasterData> {
  const { ledgerAccounts, costCenters } = await readConnection(settings, questions, signal);
  const costCenter = costCenters.map((it) => ({ ...it, postable: true }));
  return { ledgerAccounts, ...(settings.dimensions.has('costCenter') ? { dimensions: { costCenter } } : {}) };
}

/** The kind of object in each place by its number, `undefined` where none is named; no map when no entry can be read. */
type Kinds = ReadonlyMap<string, string | undefined> | undefined;

/** How the places are named is not known; that the name ends in its number is what we rely on. */
function kindsOf(entity: JsonObject): Kinds {
  const entries = entity['glSetupEntries'];
  if (!Array.isArray(entries)) return undefined;
  const kinds = new Map<string, string | undefined>();
  for (const entry of entries.filter(isObject)) {
    const number = /(?:^|\D)([1-5])$/.exec(textAt(objectAt(entry, 'field') ?? {}, 'name') ?? '')?.[1];
    const kind = objectAt(objectAt(entry, 'fieldObject') ?? {}, 'objectKind') ?? {};
    if (number !== undefined) kinds.set(`glObject${number}`, idAt(kind, 'dbId'));
  }
  return kinds.size === 0 && entries.length > 0 ? undefined : kinds;
}

function checkPlaces({ dimensions }: XledgerSettings, kinds: Kinds): void {
  for (const [axis, slot] of dimensions) {
    if (slot === 'project' || kinds === undefined || kinds.has(slot)) continue;
    const known = [...kinds.keys()].join(', ');
    const message = `The entity has not set up ${slot}, where «${axis}» is to go; it has ${known === '' ? 'none' : known}.`;
    throw new SyncError('INVALID_SETTINGS', message, { field: `settings.dimensions.${axis}` });
  }
}

function ledgerAccountOf(node: JsonObject): LedgerAccount[] {
  const number = codeAt(node);
  if (number === undefined) return [];
  return [{ number, name: textAt(node, 'description') ?? '', postable: node['posting'] !== false }];
}

async function readCostCenters(
  { dimensions }: XledgerSettings,
  kinds: Kinds,
  questions: Questions,
  signal: AbortSignal,
): Promise<readonly DimensionValue[]> {
  const slot = dimensions.get('costCenter');
  if (slot === undefined) return [];
  const kind = kinds?.get(slot);
  if (slot !== 'project' && kind === undefined) return [];
  const question =
    slot === 'project'
      ? { list: 'projects', fields: 'code description allowPosting', args: 'objectStatus: OPEN' }
      : {
          list: 'objectValues',
          fields: 'code description posting',
          args: `objectStatus: OPEN, filter: { objectKindDbId: ${kind} }`,
        };
  const nodes = await readAll(question, questions, signal);
  return nodes.flatMap((node) => {
    const code = codeAt(node);
    const isOpen = node['posting'] !== false && node['allowPosting'] !== false;
    return code === undefined || !isOpen ? [] : [{ code, name: textAt(node, 'description') ?? '', postable: true }];
  });
}
