import { type LockedPackage, type LockFile, nameAt } from './lock-file.ts';

/** Of whom the image of the Dockerfile consists: the service, and the console that is built for browsers. */
export const shippedWorkspaces = ['apps/sync-service', 'apps/admin-console'];

/** A package of others that is part of what is shipped. */
export interface ShippedPackage {
  readonly place: string;
  readonly name: string;
  readonly version: string;
  /** As the package says it, an SPDX expression as a rule; empty when it says nothing. */
  readonly license: string;
  readonly integrity: string;
}

/**
 * Every package that the workspaces need while they run, directly or not, found as Node finds it: in the nearest `node_modules` above.
 * @throws when one is not in the lock file, optional ones aside.
 */
export function shippedPackages(lock: LockFile, workspaces: readonly string[] = shippedWorkspaces): ShippedPackage[] {
  const found = new Set<string>();
  const open = [...workspaces];
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    if (found.has(place)) continue;
    found.add(place);
    open.push(...neededBy(lock, place));
  }
  return [...found]
    .filter((place) => place.includes('node_modules/'))
    .map((place) => {
      const { name = nameAt(place), version = '', license = '', integrity = '' } = lock[place] ?? {};
      return { place, name, version, license, integrity };
    })
    .toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.place < b.place ? -1 : 1));
}

function neededBy(lock: LockFile, place: string): readonly string[] {
  const needy: LockedPackage = lock[place] ?? {};
  const optional = new Set([
    ...Object.keys(needy.optionalDependencies ?? {}),
    ...Object.entries(needy.peerDependenciesMeta ?? {}).flatMap(([name, it]) => (it.optional === true ? [name] : [])),
  ]);
  const names = [needy.dependencies, needy.optionalDependencies, needy.peerDependencies].flatMap((it) =>
    Object.keys(it ?? {}),
  );
  return [...new Set(names)].flatMap((name) => {
    const at = placeOf(lock, place, name);
    if (at !== undefined) return [at];
    if (optional.has(name)) return [];
    throw new Error(`${place} needs ${name}, which is not in the lock file.`);
  });
}

/** Where `name` is found from `place`; the folder of a workspace, not the link to it. */
function placeOf(lock: LockFile, place: string, name: string): string | undefined {
  const folders = place.split('/');
  for (let depth = folders.length; depth >= 0; depth -= 1) {
    const base = folders.slice(0, depth);
    if (base.at(-1) === 'node_modules') continue;
    const candidate = [...base, 'node_modules', name].join('/');
    const there = lock[candidate];
    if (there !== undefined) return there.link === true ? there.resolved : candidate;
  }
  return undefined;
}
