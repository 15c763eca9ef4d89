import { type EntryFailure, transition } from '../domain/outbox-entry.ts';
import { pollAfterMs } from '../domain/retry-policy.ts';
import type { Voucher } from '../domain/voucher.ts';
import { compareVoucher, type FoundLine } from '../domain/voucher-comparison.ts';
import type { VoucherReference } from '../domain/voucher-reference.ts';
import { SyncError } from '../errors/sync-error.ts';
import type { FindContext, FindOutcome, VoucherQuery } from '../ports/accounting-gateway.ts';
import type { DueEntry, EntryOutcome } from '../ports/outbox-store.ts';
import { type AnswerEvent, logOfEvent } from './delivery-events.ts';
import type { LaneWork } from './lane-work.ts';
import { meantVoucher } from './meant-voucher.ts';
import { withinDeadline } from './within-deadline.ts';

/** The result of step 2 of the send protocol. */
export interface LookUpVerdict {
  /** Entries whose fate the look-up decided, or that wait for another one. */
  readonly outcomes: readonly EntryOutcome[];
  /** Surely absent in the ERP: these, and of those in doubt only these, may be sent. */
  readonly absent: ReadonlySet<VoucherReference>;
}

/** By how much the lease outlives a look-up, in milliseconds. */
const leaseMarginMs = 10_000;

/**
 * Asks the ERP for every entry that may be booked, and says of each what that means. It never clears an entry on silence: only an explicit
 * «absent» does, and not for one that the ERP had accepted.
 * @returns `undefined` when the lane is no longer ours.
 */
export async function lookUpEntries(due: readonly DueEntry[], work: LaneWork): Promise<LookUpVerdict | undefined> {
  const outcomes: EntryOutcome[] = [];
  const absent = new Set<VoucherReference>();
  const { maxReferencesPerLookUp: size, longestLookUpMs } = work.gateway.traits;
  for (let at = 0; at < due.length; at += size) {
    // Slow look-ups must not use up the lease: what they clear could then never be sent.
    if (!(await work.ports.outbox.renewLease(work.lane, longestLookUpMs + leaseMarginMs))) return undefined;
    const chunk = due.slice(at, at + size);
    const found = await ask(chunk, work);
    for (const it of chunk) {
      const answer = isElsewhere(it) ? elsewhere : (found.get(it.entry.reference) ?? silence);
      if (answer.kind === 'absent' && it.entry.state !== 'accepted') {
        absent.add(it.entry.reference);
        continue;
      }
      const event = await eventOfFind(it, answer, work);
      const unchanged = event.type === 'accepted' && it.entry.state === 'accepted';
      const action = it.entry.state === 'accepted' ? 'status' : 'look-up';
      outcomes.push({
        entry: it.entry,
        next: transition(it.entry, event),
        log: unchanged ? null : logOfEvent(action, event),
      });
    }
  }
  return { outcomes, absent };
}

const silence: FindOutcome = {
  kind: 'cannot-tell',
  failure: { code: 'ERP_LOOK_UP_INCONCLUSIVE', message: 'The accounting system’s answer did not name this voucher.' },
};

/** In doubt in books that are no longer connected: only a person can look there. */
const isElsewhere = ({ entry, sentElsewhere }: DueEntry) =>
  sentElsewhere && (entry.inDoubt || entry.state === 'accepted');
const elsewhere: FindOutcome = {
  kind: 'cannot-tell',
  failure: {
    code: 'ERP_LOOK_UP_INCONCLUSIVE',
    message: 'It was sent to other books than those connected now, and may be booked there.',
  },
};

async function ask(chunk: readonly DueEntry[], work: LaneWork) {
  const { gateway, ports } = work;
  const { queries, ...along } = await questionsOf(chunk, work);
  try {
    return await withinDeadline(
      ports.clock,
      gateway.traits.longestLookUpMs,
      (signal) => gateway.findVouchers(queries, { ...along, signal }),
      work.stop,
    );
  } catch (error) {
    const { message } = SyncError.from(error);
    const answer: FindOutcome = { kind: 'unavailable', failure: { code: 'ERP_UNAVAILABLE', message } };
    return new Map(queries.map(({ reference }) => [reference, answer]));
  }
}

/**
 * An ERP with idempotency keys compares what it has with what was sent under the key, and may tell no more of it. Any other connector is told what was sent
 * while the ERP has accepted nothing, as nobody has compared it yet, and what else was sent in the same calls: one that is in doubt may wait for a time of its own.
 */
async function questionsOf(
  chunk: readonly DueEntry[],
  { lane, gateway, ports }: LaneWork,
): Promise<{ readonly queries: readonly VoucherQuery[] } & Pick<FindContext, 'sentAlong'>> {
  const queries = chunk.map(
    ({ entry: { reference, batchKey, erpReference }, sentAt }): VoucherQuery => ({
      reference,
      batchKey,
      ...(sentAt === null ? {} : { sentAt }),
      ...(erpReference === null ? {} : { erpReference }),
    }),
  );
  const hasKeys = gateway.traits.duplicateGuard === 'idempotency-key';
  const isToCompare = ({ entry }: DueEntry) => hasKeys || entry.state !== 'accepted';
  const sequences = chunk.filter(isToCompare).map(({ entry }) => entry.sequence);
  if (sequences.length === 0) return { queries };
  const payloads = await ports.outbox.sentPayloads(lane, sequences);
  const asked = new Set(queries.map(({ reference }) => reference));
  const sentAlong = new Map([...payloads].filter(([reference]) => !asked.has(reference)));
  const informed = queries.map((query) => {
    const sentPayload = payloads.get(query.reference);
    return sentPayload === undefined ? query : { ...query, sentPayload };
  });
  return { queries: informed, ...(sentAlong.size === 0 ? {} : { sentAlong }) };
}

async function eventOfFind(it: DueEntry, answer: FindOutcome, work: LaneWork): Promise<AnswerEvent> {
  const { settlingMs } = work.gateway.traits;
  switch (answer.kind) {
    case 'booked':
      return (await difference(it, answer, work)) ?? { type: 'booked', erpReference: answer.erpReference };
    case 'accepted': {
      // What cannot be read while it waits is compared once it is booked.
      const differs = answer.lines.length > 0 || answer.copies > 1 ? await difference(it, answer, work) : undefined;
      return differs ?? { type: 'accepted', erpReference: answer.erpReference, pollMs: pollMsOf(it, work) };
    }
    case 'rejected':
      if (it.entry.recalled === null) return { type: 'refused-there', failure: answer.failure };
      return { type: 'look-up-inconclusive', failure: stillThere(answer.failure), waitMs: settlingMs };
    case 'absent': {
      const message = 'The accounting system had accepted the voucher and now knows nothing of it.';
      return {
        type: 'look-up-inconclusive',
        failure: { code: 'ERP_LOOK_UP_INCONCLUSIVE', message },
        waitMs: settlingMs,
      };
    }
    case 'cannot-tell':
      return { type: 'look-up-inconclusive', failure: answer.failure, waitMs: settlingMs };
    case 'unavailable':
      return {
        type: 'look-up-unavailable',
        failure: answer.failure,
        random: work.ports.random.next(),
        ...(answer.afterMs === undefined ? {} : { retryAfterMs: answer.afterMs }),
      };
  }
}

/** By the clock of this process, as none of it has to be exact. */
function pollMsOf({ sentAt }: DueEntry, { gateway, ports }: LaneWork): number {
  const waitedMs = sentAt === null ? 0 : ports.clock.now().getTime() - sentAt.getTime();
  return pollAfterMs(gateway.traits.bookingPollMs, waitedMs);
}

/** Whoever mends there what nobody wants any more has it booked: it is not unbooked for being refused. */
const stillThere = ({ message }: EntryFailure): EntryFailure => ({
  code: 'ERP_LOOK_UP_INCONCLUSIVE',
  message: `The accounting system refused the voucher but still has it, and may yet book it: delete it there, then try again. It said: ${message}`,
});

async function difference(
  it: DueEntry,
  found: { readonly copies: number; readonly lines: readonly FoundLine[] },
  work: LaneWork,
): Promise<AnswerEvent | undefined> {
  if (found.copies > 1) {
    const message = `The accounting system has this voucher ${found.copies} times.`;
    return { type: 'found-different', failure: { code: 'ERP_VOUCHER_DOUBLED', message } };
  }
  const meant = await meantOf(it, work);
  const [first, ...others] =
    meant === undefined ? ['what was meant can no longer be told'] : compareVoucher(meant, found.lines);
  if (first === undefined) return undefined;
  const message = `Found with the same reference but different: ${first}${others.length === 0 ? '' : ` (and ${others.length} more)`}.`;
  return { type: 'found-different', failure: { code: 'ERP_VOUCHER_DIFFERS', message } };
}

/** With the mapping version of its last attempt, not with today's; a reversal that is known from a restored database alone, with that of the voucher it takes back. */
async function meantOf(
  { entry, record, sentMappingVersion, reversed }: DueEntry,
  { integration, ports }: LaneWork,
): Promise<Voucher | undefined> {
  const version = sentMappingVersion ?? reversed?.mappingVersion ?? integration.mapping.version;
  const mapping =
    version === integration.mapping.version
      ? integration.mapping
      : await ports.config.mappingVersion(record.organizationId, version);
  return meantVoucher(record, entry, mapping);
}
