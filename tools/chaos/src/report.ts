import type { ApiClient } from './api-client.ts';
import type { AuditStory } from './audit-story.ts';
import type { Changes } from './changes.ts';
import type { LedgerFault } from './judge-claim.ts';
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
  readonly changes: ReturnType<Changes['counts']>;
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
  const { options, strikes, kills, takeovers, ledger, audit, changes, seconds } = result;
  const faulty = (kind: LedgerFault['kind']) => ledger.faults.filter((it) => it.kind === kind).length;
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
    `  approvals repeated: no answer ${result.repeats.lost}, not now ${result.repeats.refused}, broken ${result.repeats.broken}; known again ${result.knownAgain}`,
    `  claims approved again, changed ${changes.changed}, unchanged ${changes.same}; withdrawn ${changes.withdrawn}; vouchers taken back ${ledger.takenBack}, not booked any more ${ledger.neverBooked}; never to be sent ${ledger.notToBeSent}`,
    `  ${ledger.bookedOnce} of ${ledger.approved} booked exactly once, ${faulty('doubled')} doubled, ${faulty('missing')} lost, ${faulty('extra')} extra, ${faulty('leftStanding')} not taken back`,
    `  approved ${kroner(ledger.approvedMinor)}, in the ledger ${kroner(ledger.ledgerMinor)}, difference ${ledger.differenceMinor} øre`,
    `  seed ${options.seed}, ${options.organizations} organizations, ${options.workers} workers; ${start} s to start, ${under} s of strikes, ${rest} s until everything was booked`,
  ].join('\n');
}
