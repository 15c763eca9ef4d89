import { SyncError } from '@bilag/core';
import { idAt, isObject, type JsonObject, objectAt, textAt } from '../json.ts';
import type { Slot } from './config-schema.ts';
import type { Want } from './list-reader.ts';
import type { XledgerSettings } from './xledger-config.ts';

const setup = 'glSetupEntries { field { name } fieldObject { code description objectKind { dbId name } } }';
const viewer = (fields: string) => ({ field: `viewer { entity { ${fields} ${setup} } }` });

/**
 * The entity that the token opens, with its name and what its places mean.
 * @source reference of the Xledger API, sections 2 (tenant identity) and 4.1, read 2026-11; the entity's own name is an inference.
 */
export const entityWant: Want = {
  name: 'viewer',
  wordings: [
    viewer('ownerDbId code description company { dbId description }'),
    viewer('ownerDbId company { dbId description }'),
    viewer('ownerDbId company { dbId }'),
    viewer('ownerDbId'),
  ],
};

/** What stands in one place of the general ledger's dimensions. */
export interface PlaceSetup {
  readonly slot: Slot;
  /** The kind of object in it by its id and its name, as far as they are told. */
  readonly kindId: string | undefined;
  readonly kindName: string;
  readonly description: string;
}

/**
 * What each place means; `undefined` when no entry can be read. How places are named is not known; that the name ends in its number is
 * what we rely on.
 * @source reference of the Xledger API, section 4.3 (places are tenant set-up), read 2026-11
 */
export function placesOf(entity: JsonObject): readonly PlaceSetup[] | undefined {
  const entries = entity['glSetupEntries'];
  if (!Array.isArray(entries)) return undefined;
  const places = entries.filter(isObject).flatMap((entry): PlaceSetup[] => {
    const number = /(?:^|\D)([1-5])$/.exec(textAt(objectAt(entry, 'field') ?? {}, 'name') ?? '')?.[1];
    const slot = slotsByNumber.get(number ?? '');
    if (slot === undefined) return [];
    const object = objectAt(entry, 'fieldObject') ?? {};
    const kind = objectAt(object, 'objectKind') ?? {};
    const description = textAt(object, 'description') ?? '';
    return [{ slot, kindId: idAt(kind, 'dbId'), kindName: textAt(kind, 'name') ?? '', description }];
  });
  return places.length === 0 && entries.length > 0 ? undefined : places;
}

const slotsByNumber = new Map<string, Slot>([
  ['1', 'glObject1'],
  ['2', 'glObject2'],
  ['3', 'glObject3'],
  ['4', 'glObject4'],
  ['5', 'glObject5'],
]);

/** @throws {SyncError} `INVALID_SETTINGS` naming a dimension whose place the entity has not set up. */
export function checkPlaces({ dimensions }: XledgerSettings, places: readonly PlaceSetup[] | undefined): void {
  for (const [axis, slot] of dimensions) {
    if (slot === 'project' || places === undefined || places.some((place) => place.slot === slot)) continue;
    const known = places.map((place) => place.slot).join(', ');
    const message = `The entity has not set up ${slot}, where «${axis}» is to go; it has ${known === '' ? 'none' : known}.`;
    throw new SyncError('INVALID_SETTINGS', message, { field: `settings.dimensions.${axis}` });
  }
}

/** Whether projects stand in the place. That the kind is called so is not known for sure, so its description counts too. */
export function holdsProjects({ kindName, description }: PlaceSetup): boolean {
  return kindName === '' ? /^(project|prosjekt)/i.test(description) : /^projects?$/i.test(kindName);
}

/** Whether cost centers stand in the place, by the same signs. */
export function holdsCostCenters({ kindName, description }: PlaceSetup): boolean {
  return /^cost_?cent(er|re)s?$/i.test(kindName) || /^(cost cent(er|re)|kostnadss?ted|kostsenter)/i.test(description);
}
