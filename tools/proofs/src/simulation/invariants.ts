import {
  canonicalJson,
  expenseRecordToJson,
  mapExpenseRecord,
  type OutboxEntry,
  reversalOf,
  type Voucher,
} from '@bilag/core';
import type { Claim, Organization, Scenario } from './scenario.ts';

/**
 * What must hold at every moment: nothing is in the books twice, nothing is in them that is not owed there, no claim is in them with two revisions at once, and
 * nothing is taken back that is not there.
 */
export function alwaysHolds({ organizations, outbox }: Scenario): string | undefined {
  for (const { id, erp } of organizations) {
    const booked = erp.bookedVouchers();
    const references = new Set<string>(booked.map(({ reference }) => reference));
    if (references.size < booked.length) {
      const doubled = booked.map(({ reference }) => reference).find((it) => erp.timesBooked(it) > 1);
      return doubled && `${id}: ${doubled} is booked ${erp.timesBooked(doubled)} times`;
    }
    const ours = outbox.entries().filter(({ organizationId }) => organizationId === id);
    const known = new Set<string>(ours.map((it) => it.reference));
    const stranger = booked.find(({ reference }) => !known.has(reference));
    if (stranger !== undefined) return `${id}: ${stranger.reference} is booked and was never approved there`;
    const groundless = ours.find(
      (it) => it.reverses !== null && references.has(it.reference) && !references.has(it.reverses),
    );
    if (groundless !== undefined) return `${id}: ${groundless.reference} takes back what is not in the books`;
    const sources = standing(ours, references).map((it) => outbox.recordOf(it)?.sourceId);
    const twice = sources.find((it, at) => sources.indexOf(it) !== at);
    if (twice !== undefined) return `${id}: ${twice} is in the books with two revisions at once`;
  }
  return undefined;
}

/** Vouchers of approvals that are in the books and not taken back. */
function standing(entries: readonly OutboxEntry[], booked: ReadonlySet<string>): readonly OutboxEntry[] {
  const takenBack = new Set(entries.filter((it) => booked.has(it.reference)).flatMap((it) => it.reverses ?? []));
  return entries.filter((it) => it.reverses === null && booked.has(it.reference) && !takenBack.has(it.reference));
}

/** Whether nothing is open any more, as far as the outbox knows. */
export function isCleared({ outbox }: Scenario): boolean {
  return outbox.entries().every(({ state }) => state === 'synced' || state === 'cancelled');
}

/** What must hold in the end, when every trouble is over and all waiting times have passed: nothing is lost, and what we say is true. */
export function holdsInTheEnd(scenario: Scenario): string | undefined {
  const broken = alwaysHolds(scenario);
  if (broken !== undefined) return broken;
  for (const organization of scenario.organizations) {
    const { id, claims } = organization;
    const ours = scenario.outbox.entries().filter(({ organizationId }) => organizationId === id);
    for (const entry of ours) {
      const fault = faultOf(entry, organization, scenario);
      if (fault !== undefined) return `${id}: ${entry.reference} ${fault}`;
    }
    for (const [sourceId, claim] of claims) {
      const fault = claimFaultOf(sourceId, claim, ours, organization, scenario);
      if (fault !== undefined) return `${id}: ${sourceId} ${fault}`;
    }
  }
  return undefined;
}

/** What stands in the books of a claim is what stands in the approving app. */
function claimFaultOf(
  sourceId: string,
  { lines }: Claim,
  ours: readonly OutboxEntry[],
  { erp }: Organization,
  { outbox }: Scenario,
): string | undefined {
  const booked = new Set<string>(erp.bookedVouchers().map(({ reference }) => reference));
  const [entry, ...others] = standing(ours, booked).filter((it) => outbox.recordOf(it)?.sourceId === sourceId);
  if (others.length > 0) return 'is in the books with two revisions';
  if (lines === undefined) return entry === undefined ? undefined : 'was withdrawn and is in the books';
  const record = entry && outbox.recordOf(entry);
  if (record === undefined) return 'stands and is not in the books';
  const isAsApproved = canonicalJson(expenseRecordToJson(record).lines) === canonicalJson(lines);
  return isAsApproved ? undefined : 'is in the books with an earlier content';
}

function faultOf(entry: OutboxEntry, organization: Organization, scenario: Scenario): string | undefined {
  const times = organization.erp.timesBooked(entry.reference);
  if (entry.state === 'cancelled') return cancelFaultOf(entry, times);
  if (entry.state !== 'synced') return `is still ${entry.state} (${entry.failure?.code ?? 'no failure'})`;
  if (times !== 1) return `counts as booked and is in the books ${times} times`;
  return storyFaultOf(entry, scenario) ?? contentFaultOf(entry, organization, scenario);
}

const reasons: ReadonlySet<string | undefined> = new Set([
  'REVISION_UNCHANGED',
  'REVISION_SUPERSEDED',
  'APPROVAL_WITHDRAWN',
  'REVERSAL_NOT_NEEDED',
]);

function cancelFaultOf({ failure }: OutboxEntry, times: number): string | undefined {
  if (times > 0) return `counts as cancelled and is in the books ${times} times`;
  return reasons.has(failure?.code) ? undefined : `was cancelled for no reason (${failure?.code ?? 'none'})`;
}

/** The log tells of exactly one success. */
function storyFaultOf({ reference }: OutboxEntry, { outbox }: Scenario): string | undefined {
  const successes = outbox.log.filter((it) => it.reference === reference && it.result === 'succeeded').length;
  return successes === 1 ? undefined : `counts as booked, and the log tells of ${successes} successes`;
}

/** What is in the books is what one of the mapping versions makes of the record, to the øre; a reversal, the very opposite of what it takes back. */
function contentFaultOf(entry: OutboxEntry, { erp, mappings }: Organization, { outbox }: Scenario): string | undefined {
  const find = (reference: string) => erp.bookedVouchers().find((it) => it.reference === reference);
  const booked = find(entry.reference);
  const record = outbox.recordOf(entry);
  if (booked === undefined || record === undefined) return 'cannot be compared';
  const names = { reference: entry.reference, voucherNumber: Number(entry.sequence) };
  if (entry.reverses !== null) {
    const original = find(entry.reverses);
    const isOpposite = original !== undefined && contentOf(reversalOf(original, names)) === contentOf(booked);
    return isOpposite ? undefined : 'is not the opposite of what it takes back';
  }
  const possible = [...mappings.values()].map((mapping) => {
    const made = mapExpenseRecord(record, mapping, names);
    return made.kind === 'voucher' ? contentOf(made.voucher) : '';
  });
  return possible.includes(contentOf(booked)) ? undefined : 'is in the books with other lines than any mapping makes';
}

const contentOf = ({ lines }: Voucher) =>
  lines.map(({ ledgerAccount, amount }) => `${ledgerAccount} ${amount.minor}`).join('\n');
