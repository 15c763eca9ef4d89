import type { Currency } from '../domain/money.ts';

/** An organization whose books we write. */
export interface Organization {
  /** Chosen by whoever creates it: `a–z 0–9 -`, 1 to 63 characters; a lower-case UUID fits. */
  readonly id: string;
  readonly name: string;
  /** The currency that its ledger is kept in. */
  readonly currency: Currency;
  readonly createdAt: Date;
}

/** Where organizations are kept. */
export interface OrganizationRepo {
  /** @throws {SyncError} `ORGANIZATION_EXISTS`. */
  create(organization: Omit<Organization, 'createdAt'>, actor: string): Promise<Organization>;
  /** What people call it from now on; the log tells both names. @returns undefined if there is no such organization. */
  rename(organizationId: string, name: string, actor: string): Promise<Organization | undefined>;
  find(organizationId: string): Promise<Organization | undefined>;
  /** All of them by id; for global administrators. */
  list(): Promise<readonly Organization[]>;
}
