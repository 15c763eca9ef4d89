import type { SealedSecret, SecretContext } from './secret-box.ts';

/** A secret of an organization as it is stored. */
export interface StoredSecret {
  /** What it is, such as `credentials`. */
  readonly kind: string;
  readonly organizationId: string;
  readonly version: number;
  readonly context: SecretContext;
  readonly sealed: SealedSecret;
}

/** A secret, and what takes its place. */
export interface Resealed extends StoredSecret {
  readonly next: SealedSecret;
}

/** How many secrets of a kind are sealed with a key. */
export interface KeyCount {
  readonly kind: string;
  readonly keyId: string;
  readonly count: number;
}

/** Who replaces a key, for the audit log. */
export interface KeyChange {
  readonly keyId: string;
  readonly actor: string;
}

/** Everything that is sealed, for those who replace keys. In the platform's scope. */
export interface KeyStore {
  /** The check value, or `undefined` when nothing was ever started on this database. */
  check(): Promise<SealedSecret | undefined>;
  /** Stores the first check value. @returns the one that is stored, which may be that of another who was quicker. */
  placeCheck(sealed: SealedSecret): Promise<SealedSecret>;
  /** Replaces the check value, unless somebody else has done it since. */
  replaceCheck(before: SealedSecret, next: SealedSecret): Promise<void>;
  /**
   * Says that a rotation begins. What is stored from now on was sealed afterwards: whoever has sealed before, and not stored yet, seals again. What was stored before
   * is there for the rotation to find.
   */
  begin(): Promise<void>;
  /** Some secrets, whatever their key. */
  some(limit: number): Promise<readonly StoredSecret[]>;
  /** Those not sealed with the key, of the next so many organizations after one; in the order of their ids. */
  notSealedWith(keyId: string, after: string, organizations: number): Promise<readonly StoredSecret[]>;
  /**
   * Puts the new ones into place, in one transaction with an entry of the audit log per organization. One that was changed since it was read stays.
   * @returns how many were put into place.
   */
  replace(resealed: readonly Resealed[], change: KeyChange): Promise<number>;
  counts(): Promise<readonly KeyCount[]>;
  /** Takes a check value without asking what the former one says; an entry of every organization's audit log says why. */
  adopt(next: SealedSecret, change: KeyChange & { readonly reason: string }): Promise<void>;
}
