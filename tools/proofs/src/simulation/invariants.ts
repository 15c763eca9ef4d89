import { mapExpenseRecord, type OutboxEntry, type Voucher } from '@bilag/core';
import type { Organization, Scenario } from './scenario.ts';

/** What must hold at every moment: nothing is in the books twice, nothing is in them that was not approved. */
export function alwaysHolds({ organizations }: Scenario): string | undefined {
  for (const { id, erp, approved } of organizations) {
    const booked = erp.bookedVouchers();
    const references = new Set(booked.map(({ reference }) => reference));
    if (references.size < booked.length) {
      const doubled = booked.map(({ reference }) => reference).find((it) => erp.timesBooked(it) > 1);
      return doubled && `${id}: ${doubled} is booked ${erp.timesBooked(doubled)} times`;
    }
    const known = new Set(approved.map((it) => it.reference));
    const stranger = booked.find(({ reference }) => !known.has(reference));
    if (stranger !== undefined) return `${id}: ${stranger.reference} is booked and was never approved there`;
  }
  return undefined;
}

/** Whether every record is booked, as far as the outbox knows. */
export function isCleared({ outbox }: Scenario): boolean {
  return outbox.entries().every(({ state }) => state === 'synced');
}

/** What must hold in the end, when every trouble is over and all waiting times have passed: nothing is lost, and what we say is true. */
export function holdsInTheEnd(scenario: Scenario): string | undefined {
  const doubled = alwaysHolds(scenario);
  if (doubled !== undefined) return doubled;
  const now = new Map(scenario.outbox.entries().map((it) => [`${it.organizationId} ${it.reference}`, it]));
  for (const organization of scenario.organizations) {
    for (const approval of organization.approved) {
      const entry = now.get(`${organization.id} ${approval.reference}`);
      const fault = entry === undefined ? 'is gone from the outbox' : faultOf(entry, organization, scenario);
      if (fault !== undefined) return `${organization.id}: ${approval.reference} ${fault}`;
    }
  }
  return undefined;
}

function faultOf(entry: OutboxEntry, organization: Organization, scenario: Scenario): string | undefined {
  const times = organization.erp.timesBooked(entry.reference);
  if (entry.state !== 'synced') return `is still ${entry.state} (${entry.failure?.code ?? 'no failure'})`;
  if (times !== 1) return `counts as booked and is in the books ${times} times`;
  return storyFaultOf(entry, scenario) ?? contentFaultOf(entry, organization, scenario);
}

/** The log tells of exactly one success. */
function storyFaultOf({ reference }: OutboxEntry, { outbox }: Scenario): string | undefined {
  const successes = outbox.log.filter((it) => it.reference === reference && it.result === 'succeeded').length;
  return successes === 1 ? undefined : `counts as booked, and the log tells of ${successes} successes`;
}

/** What is in the books is what one of the mapping versions makes of the record, to the øre. */
function contentFaultOf(entry: OutboxEntry, organization: Organization, { outbox }: Scenario): string | undefined {
  const booked = organization.erp.bookedVouchers().find(({ reference }) => reference === entry.reference);
  const record = outbox.recordOf(entry);
  if (booked === undefined || record === undefined) return 'cannot be compared';
  const names = { reference: entry.reference, voucherNumber: Number(entry.sequence) };
  const possible = [...organization.mappings.values()].map((mapping) => {
    const made = mapExpenseRecord(record, mapping, names);
    return made.kind === 'voucher' ? contentOf(made.voucher) : '';
  });
  return possible.includes(contentOf(booked)) ? undefined : 'is in the books with other lines than any mapping makes';
}

const contentOf = ({ lines }: Voucher) =>
  lines.map(({ ledgerAccount, amount }) => `${ledgerAccount} ${amount.minor}`).join('\n');
