import { readFile } from 'node:fs/promises';
import path from 'node:path';

/** What package-lock.json says of one package; of a workspace too. */
export interface LockedPackage {
  readonly name?: string;
  readonly version?: string;
  readonly license?: string;
  readonly integrity?: string;
  /** A workspace lies elsewhere: where. */
  readonly link?: boolean;
  readonly resolved?: string;
  readonly hasInstallScript?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
}

/** Packages by their place, such as `node_modules/pg`; a package inside another one has both in its place. */
export type LockFile = Readonly<Record<string, LockedPackage>>;

/** Reads `package-lock.json` of lock file version 3. */
export async function lockFileOf(repository: string): Promise<LockFile> {
  const read: { readonly packages: LockFile } = JSON.parse(
    await readFile(path.join(repository, 'package-lock.json'), 'utf8'),
  );
  return read.packages;
}

/** The name of the package at a place. */
export const nameAt = (place: string): string =>
  place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length);
