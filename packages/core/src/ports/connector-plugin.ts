import type { VoucherReference } from '../domain/voucher-reference.ts';
import { SyncError } from '../errors/sync-error.ts';
import type { AccountingGateway } from './accounting-gateway.ts';
import type { CallContext } from './call-context.ts';

/** A JSON Schema (2020-12) from which API and console build a form. `writeOnly: true` marks secrets. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** One request to the ERP, for the organization's monthly count. Sizes of the bodies, in bytes. */
export interface ErpCall {
  readonly bytesUp: number;
  readonly bytesDown: number;
}

/** What the host gives every connector. */
export interface ConnectorHost {
  /** Certificate authorities trusted besides the system's, as PEM. For a mock or a company's own authority. */
  readonly extraCaCertificates: readonly string[];
  /** Plain http and loopback addresses are allowed; only for development against the mock ERP. */
  readonly allowLoopback: boolean;
  /** Absolute path of the folder below which connectors may write files; absent where the operator allows none. */
  readonly exportFolder?: string;
  /** Told of every request once it has been answered or given up. Does not throw. */
  readonly onCall?: (call: ErpCall) => void;
}

/** Settings and credentials as stored for one organization; the connector checks them before use. */
export interface ConnectorConfig {
  readonly settings: unknown;
  readonly credentials: unknown;
}

/** One way to fill in settings that the credentials allow: a company, an entity, a journal. */
export interface SettingsChoice {
  /** For people, such as `Production: CRONUS Norge AS`. */
  readonly title: string;
  /** The settings to take over; those that it does not name stay as they are. */
  readonly settings: Readonly<Record<string, unknown>>;
}

/** One interface or product of an accounting system, with its own settings and credentials. */
export interface ConnectorProfile {
  /** Stable name, stored as the setting `profile`: `graphql`, `business-central`. */
  readonly name: string;
  readonly title: string;
  /** Has a property `profile` whose only value is the name. */
  readonly settingsSchema: JsonSchema;
  readonly credentialsSchema: JsonSchema;
  /**
   * What a field mapping may point at: properties `ledgerAccount`, `taxCode`, `subledger` (the payee's code) and `dimensionValue`, each the schema of a
   * text. One that is missing cannot be used with this profile.
   */
  readonly mappingTargetsSchema: JsonSchema;
  /**
   * Settings by name that say where vouchers lie which are not booked yet, as far as the ledger’s id does not tell: with another value a look-up would not see them, and
   * they would be sent again. They are not changed while a voucher is on its way. None where it is left out.
   */
  readonly placeSettings?: readonly string[];
  /**
   * Opens the door to one organization's ledger; makes no request yet.
   * @throws {SyncError} `INVALID_SETTINGS` or `INVALID_CREDENTIALS_FORM`, naming the field and never the value.
   */
  open(config: ConnectorConfig, host: ConnectorHost): AccountingGateway;
  /**
   * Lists what these credentials open, from settings that need not be complete; writes nothing.
   * @throws {SyncError} as a connection test does.
   */
  choices?(config: ConnectorConfig, host: ConnectorHost, context: CallContext): Promise<readonly SettingsChoice[]>;
  /**
   * Where a person sees a booked voucher in the ERP's own pages: an https address made of the settings and our reference, never of a text of the ERP.
   * Pure. Absent where the ERP documents no such address, `undefined` where the settings are not enough for one.
   */
  voucherLink?(settings: unknown, reference: VoucherReference): string | undefined;
}

/** One accounting system as a plugin. A new one is added without touching core. */
export interface ConnectorPlugin {
  /** Stable name, stored with the integration: `xledger`, `dynamics`. */
  readonly name: string;
  readonly title: string;
  /** At least one. */
  readonly profiles: readonly ConnectorProfile[];
}

/** Opens the door with the profile that the settings name. @throws {SyncError} as {@link profileOf} and the profile do. */
export function openGateway(plugin: ConnectorPlugin, config: ConnectorConfig, host: ConnectorHost): AccountingGateway {
  return profileOf(plugin, config.settings).open(config, host);
}

/**
 * The profile that the settings name; with only one profile they need not name it.
 * @throws {SyncError} `INVALID_SETTINGS`, naming `settings.profile`.
 */
export function profileOf(plugin: ConnectorPlugin, settings: unknown): ConnectorProfile {
  const wanted =
    typeof settings === 'object' && settings !== null && 'profile' in settings ? settings.profile : undefined;
  const [first, ...others] = plugin.profiles;
  const found = plugin.profiles.find(({ name }) => name === wanted);
  if (found !== undefined) return found;
  if (wanted === undefined && first !== undefined && others.length === 0) return first;
  const known = plugin.profiles.map(({ name }) => name).join(', ');
  throw new SyncError('INVALID_SETTINGS', `The setting «profile» must be one of: ${known}.`, {
    field: 'settings.profile',
  });
}
