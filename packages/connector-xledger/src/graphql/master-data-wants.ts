import type { Slot } from './config-schema.ts';
import { holdsProjects, type PlaceSetup } from './entity-setup.ts';
import type { Want, Wording } from './list-reader.ts';
import type { XledgerSettings } from './xledger-config.ts';

/** What is wanted of a list of master data, and what else its arguments say. */
interface MasterList {
  readonly name: string;
  readonly list: string;
  readonly fields: string;
  /** Enough where Xledger lacks some of the fields. */
  readonly fewestFields: string;
  readonly filter?: string;
  readonly isOptional?: boolean;
  /** What is closed by its dates may still be named on a day within them, so all of it is needed. */
  readonly hasDates?: boolean;
}

/** How the closed ones of a list are called. */
export const closedName = (name: string) => `${name}Closed`;

/**
 * A list of what is open, and what is closed. Of records without dates the first page of the closed ones will do: that is needed only to say why
 * something cannot be used, and one that is not listed cannot either. Where the status is no argument the list holds both. Whose records are listed
 * without being asked is not known, and vouchers may point at those of an entity above: all are asked for, unless the settings say whose or Xledger
 * refuses that.
 * @source reference of the Xledger API, section 3 (`objectStatus`, `ownerSet`), read 2026-11
 */
function wantsOf(
  { name, list, fields, fewestFields, filter, isOptional = false, hasDates = false }: MasterList,
  { ownerSet }: XledgerSettings,
): readonly Want[] {
  const args = filter === undefined ? [] : [`filter: { ${filter} }`];
  const wording = (wanted: string, ...more: readonly string[]) => {
    const all = [...more.filter((it) => it !== ''), ...args].join(', ');
    const isOfAllOwners = more.includes('ownerSet: ALL');
    return { list, fields: wanted, isOfAllOwners, ...(all === '' ? {} : { args: all }) };
  };
  const ofOwners = `ownerSet: ${ownerSet ?? 'ALL'}`;
  // What the settings say is not left out.
  const otherwise = ownerSet === undefined ? [''] : [];
  const open = (owners: string): [Wording, ...Wording[]] => [
    wording(fields, 'objectStatus: OPEN', owners),
    wording(fewestFields, 'objectStatus: OPEN', owners),
    wording(fields, owners),
    wording(fewestFields, owners),
  ];
  const closed = (owners: string): Wording => ({
    ...wording(fields, 'objectStatus: CLOSED', owners),
    isFirstPageOnly: !hasDates,
  });
  return [
    { name, wordings: [...open(ofOwners), ...otherwise.flatMap(open)], isOptional },
    { name: closedName(name), wordings: [closed(ofOwners), ...otherwise.map(closed)], isOptional: true },
  ];
}

/** The chart of accounts. @source reference of the Xledger API, section 4.1, read 2026-11 */
export const accountWants = (settings: XledgerSettings) =>
  wantsOf(
    { name: 'accounts', list: 'accounts', fields: 'code description posting', fewestFields: 'code description' },
    settings,
  );

/** Payees by their codes; their names are personal data that nobody here needs. */
export const payeeWants = (settings: XledgerSettings) =>
  wantsOf({ name: 'subledgers', list: 'subledgers', fields: 'code', fewestFields: 'code', isOptional: true }, settings);

/** Projects, whether they stand in a place of their own or in one of the numbered ones. */
export const projectWants = (settings: XledgerSettings) => {
  const fields = 'code description allowPosting fromDate toDate';
  return wantsOf(
    { name: 'projects', list: 'projects', fields, fewestFields: 'code description', hasDates: true },
    settings,
  );
};

/** Kinds of objects by name, and the tables of VAT rates. */
export const taxTableWants: readonly Want[] = [
  { name: 'objectKinds', wordings: [{ list: 'objectKinds', fields: 'dbId name' }], isOptional: true },
  {
    name: 'taxTableSetups',
    wordings: [{ list: 'taxTableSetups', fields: 'objectValueDbId taxPercent dateFrom dateTo' }],
    isOptional: true,
  },
];

/** The values of a kind of objects, such as cost centers. */
function objectValueWants(name: string, kindId: string, settings: XledgerSettings): readonly Want[] {
  const fields = 'code description posting dateFrom dateTo';
  const filter = `objectKindDbId: ${kindId}`;
  return wantsOf(
    { name, list: 'objectValues', fields, fewestFields: 'code description', filter, hasDates: true },
    settings,
  );
}

/** The tax rules, which are values of a kind of their own. */
export function taxRuleWants(kindId: string, settings: XledgerSettings): readonly Want[] {
  const [open] = wantsOf(
    {
      name: 'taxRules',
      list: 'objectValues',
      fields: 'dbId code description',
      fewestFields: 'code description',
      filter: `objectKindDbId: ${kindId}`,
      isOptional: true,
    },
    settings,
  );
  return open === undefined ? [] : [open];
}

/** Under which name the values of an axis are read: those of its place, or the projects. */
export function axisSource(slot: Slot, places: readonly PlaceSetup[] | undefined): string | undefined {
  if (slot === 'project') return 'projects';
  const place = places?.find((it) => it.slot === slot);
  if (place === undefined) return undefined;
  if (holdsProjects(place)) return 'projects';
  return place.kindId === undefined ? undefined : place.slot;
}

/** What the axes of the settings need: each place once, projects once. An axis whose kind is not told needs nothing. */
export function axisWants(
  slots: Iterable<Slot>,
  places: readonly PlaceSetup[] | undefined,
  settings: XledgerSettings,
): readonly Want[] {
  const wanted = new Set([...slots].map((slot) => axisSource(slot, places)));
  const ofPlaces = (places ?? []).flatMap(({ slot, kindId }) =>
    wanted.has(slot) && kindId !== undefined ? objectValueWants(slot, kindId, settings) : [],
  );
  return wanted.has('projects') ? [...projectWants(settings), ...ofPlaces] : ofPlaces;
}
