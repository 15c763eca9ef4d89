import type { MappingFinding } from '../domain/mapping-check.ts';
import type { ErrorCode } from '../errors/error-codes.ts';

/** The most findings that are kept of one check; it says how many there were. */
export const maxKeptFindings = 200;

/** How a field mapping fitted what the ERP had. */
export interface MappingCheck {
  readonly configVersion: number;
  readonly credentialVersion: number;
  readonly mappingVersion: number;
  /** Why it could not be checked; `null` when it was. */
  readonly failure: { readonly code: ErrorCode; readonly message: string } | null;
  readonly findingCount: number;
  /** The first of them, at most {@link maxKeptFindings}. */
  readonly findings: readonly MappingFinding[];
}

/** Where the last check of every organization is kept, and each one written into the sync log. */
export interface MappingCheckStore {
  record(organizationId: string, check: MappingCheck, actor: string): Promise<void>;
}

/** Who checks which organization at night, when there are several processes that could. */
export interface NightlyChecks {
  /** Organizations with an enabled connector that nobody has taken over tonight. The night is the database's calendar date in Norway. */
  due(): Promise<readonly string[]>;
  /** Takes one over; `true` for exactly one of all who ask in one night. Whoever dies after that has left it for the next night. */
  claim(organizationId: string): Promise<boolean>;
}
