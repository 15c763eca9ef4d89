import type { FieldMapping } from '../domain/field-mapping.ts';
import type { LedgerIdentity } from './accounting-gateway.ts';
import type { MappingCheck } from './mapping-check-store.ts';

/** An integration as people see it: everything but the secrets. */
export interface IntegrationView {
  readonly connector: string;
  readonly settings: unknown;
  readonly enabled: boolean;
  readonly configVersion: number;
  readonly credentialVersion: number;
  /** When and by whom the credentials were set; their content is never shown. */
  readonly credentialsSetAt: Date;
  readonly credentialsSetBy: string;
  /** The last successful test of exactly these settings and credentials, or `null`. */
  readonly tested: { readonly at: Date; readonly ledger: LedgerIdentity } | null;
  readonly mapping: FieldMapping | null;
  /** The last check of a field mapping with exactly these settings and credentials, or `null`. */
  readonly mappingCheck: (MappingCheck & { readonly at: Date }) | null;
  /** Why the organization's lane is paused, or `null`. */
  readonly paused: { readonly code: string; readonly message: string; readonly at: Date } | null;
}

/** Throws when the current mapping is not the one that a change is meant for. */
export type AssertStoredMapping = (stored: FieldMapping | undefined) => void;

/** Where administrators change integrations. Every change goes into the sync log with its actor, in the same transaction. */
export interface IntegrationStore {
  view(organizationId: string): Promise<IntegrationView | undefined>;
  /**
   * Saves connector and settings, and the credentials when given (they replace the former ones). Any change needs a new test;
   * the connector is disabled until then. A paused lane stays paused until it is enabled again.
   * @throws {SyncError} `UNKNOWN_ORGANIZATION`; `INVALID_CREDENTIALS_FORM` when a new integration comes without credentials; `VOUCHERS_ON_THEIR_WAY`, naming the setting,
   *   when one of `placeSettings` would change while a voucher was sent and its outcome is not final.
   */
  save(
    organizationId: string,
    change: {
      readonly connector: string;
      readonly settings: unknown;
      readonly credentials?: unknown;
      /** The profile’s, see {@link ConnectorProfile}. */
      readonly placeSettings?: readonly string[];
    },
    actor: string,
    /** Called within the transaction with what is stored, and before credentials are sealed for it; what it throws ends it. */
    assertStored?: (stored: IntegrationView | undefined) => void,
  ): Promise<IntegrationView>;
  /**
   * Saves the next mapping version.
   * @throws {SyncError} `UNKNOWN_ORGANIZATION`; `MAPPING_INVALID` when it may be saved only while the connector is disabled, and it is not.
   */
  saveMapping(
    organizationId: string,
    mapping: Omit<FieldMapping, 'version'>,
    actor: string,
    options?: {
      readonly onlyWhileDisabled: boolean;
      /** Called within the transaction with what is stored; what it throws ends it. */
      readonly assertStored?: AssertStoredMapping;
    },
  ): Promise<FieldMapping>;
  /** Whether another organization is connected to the same ledger, by its latest test: by a slip, one's claims would be booked in the other's books. */
  isUsedByOthers(organizationId: string, connector: string, ledgerId: string): Promise<boolean>;
  /**
   * Remembers a successful test of exactly these versions.
   * @throws {SyncError} `INTEGRATION_CHANGED` when they are no longer those that are saved; nothing is remembered.
   */
  recordTest(
    organizationId: string,
    tested: { readonly configVersion: number; readonly credentialVersion: number; readonly ledger: LedgerIdentity },
    actor: string,
  ): Promise<void>;
  /**
   * Switches the organization's feature flag; enabling also ends a pause. With `checked` it is enabled only if these are still its versions.
   * @throws {SyncError} `INTEGRATION_NOT_CONFIGURED` without integration or mapping, `INTEGRATION_NOT_TESTED` when enabling untested settings, or
   *   other versions than were checked.
   */
  setEnabled(
    organizationId: string,
    enabled: boolean,
    actor: string,
    checked?: Pick<MappingCheck, 'configVersion' | 'credentialVersion' | 'mappingVersion'>,
  ): Promise<IntegrationView>;
}
