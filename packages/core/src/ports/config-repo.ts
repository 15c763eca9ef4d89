import type { ApprovalRules } from '../domain/approval-check.ts';
import type { FieldMapping } from '../domain/field-mapping.ts';
import type { Currency } from '../domain/money.ts';

/** How one organization is connected, as the engine needs it: credentials decrypted, mapping current. */
export interface Integration {
  readonly organizationId: string;
  readonly connector: string;
  readonly enabled: boolean;
  readonly currency: Currency;
  readonly settings: unknown;
  readonly credentials: unknown;
  /** Grow with every change; together they name what an attempt was made with. */
  readonly configVersion: number;
  readonly credentialVersion: number;
  readonly mapping: FieldMapping;
}

/** Where integrations are kept. */
export interface ConfigRepo {
  /** The organization's integration, or `undefined` when it has none yet. */
  integrationOf(organizationId: string): Promise<Integration | undefined>;
  /** The currency of the organization's ledger, which stays what it is; `undefined` when there is no such organization. */
  currencyOf(organizationId: string): Promise<Currency | undefined>;
  /** What decides whether an approval is taken, as it is now; `undefined` when there is no such organization. */
  approvalRulesOf(organizationId: string): Promise<ApprovalRules | undefined>;
  /** A mapping version as it was, also long after it was replaced. */
  mappingVersion(organizationId: string, version: number): Promise<FieldMapping | undefined>;
}
