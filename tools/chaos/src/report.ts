import type { ApiClient } from './api-client.ts';
import type { AuditStory } from './audit-story.ts';
import type { LedgerVerdict } from './ledger-oracle.ts';
import type { ChaosOptions } from './options.ts';
import type { Tally } from './tally.ts';

/** What one run has shown. */
export interface ChaosResult {
  readonly options: ChaosOptions;
  readonly strikes: ReturnType<Tally['rows']>;
  readonly kills: number;
  /** Lanes of struck workers, and how many of them others have taken over. */
  readonly takeovers: { readonly noted: number; readonly taken: number };
  readonly ledger: LedgerVerdict;
  readonly audit: AuditStory;
  readonly refused: number;
  readonly knownAgain: number;
  readonly repeats: ApiClient['repeats'];
  /** Processes that could not start because the database was just away. */
  readonly futileStarts: number;
  readonly seconds: { readonly start: number; readonly strikes: number; readonly rest: number };
  /** Everything that is not as it must be; empty when the proof holds. */
  readonly faults: readonly string[];
}

/** The run as a short table. */
export function chaosTable(result: ChaosResult): string {
  const { options, strikes, kills, takeovers, ledger, audit, seconds } = result;
  const kroner = (minor: bigint) => `${minor / 100n}.${String(minor % 100n).padStart(2, '0')}`;
  const rows = strikes.map(
    ({ name, done, planned }) => `  ${name.padEnd(44)} ${String(done).padStart(4)} of ${planned}`,
  );
  const { start, strikes: under, rest } = seconds;
  return [
    'What struck',
    ...rows.toSorted(),
    'What came of it',
    `  killed processes ${kills}, lanes taken over ${takeovers.taken} of ${takeovers.noted}, starts repeated while the database was away ${result.futileStarts}`,
    `  calls opened ${audit.attempts} and closed; by a successor ${audit.orphans}; look-ups logged ${audit.lookUps}; sent again after a look-up or a refusal ${audit.resends}`,
    `  approvals repeated: no answer ${result.repeats.lost}, not now ${result.repeats.refused}, broken ${result.repeats.broken}; known again ${result.knownAgain}; refused by master data ${result.refused}`,
    `  ${ledger.bookedOnce} of ${ledger.approved} booked exactly once, ${ledger.doubled.length} doubled, ${ledger.missing.length} lost, ${ledger.extra.length} extra`,
    `  approved ${kroner(ledger.approvedMinor)}, in the ledger ${kroner(ledger.ledgerMinor)}, difference ${ledger.differenceMinor} øre`,
    `  seed ${options.seed}, ${options.organizations} organizations, ${options.workers} workers; ${start} s to start, ${under} s of strikes, ${rest} s until everything was booked`,
  ].join('\n');
}
