import { compareVoucher, type Voucher } from '@bilag/core';
import type { LedgerVoucher } from '@bilag/mock-erp';
import { findAll, postAll } from './post-all.ts';
import type { OpenProfile } from './profile.ts';

/**
 * Posts vouchers and compares what the ledger has, once past the connector and once through its look-up, to the øre and with every text.
 * @returns how they differ, one sentence each; empty when nothing does.
 */
export async function roundTrip(vouchers: readonly Voucher[], profile: OpenProfile): Promise<readonly string[]> {
  const before = profile.ledger().length;
  const batches = await postAll(vouchers, profile.gateway);
  await profile.book();
  const differences = inLedger(vouchers, profile.ledger().slice(before), profile);
  for await (const { voucher, found } of findAll(batches, profile.gateway)) {
    differences.push(...inLookUp(voucher, found));
  }
  return differences;
}

function inLedger(vouchers: readonly Voucher[], booked: readonly LedgerVoucher[], profile: OpenProfile): string[] {
  const byReference = Map.groupBy(booked, ({ reference }) => reference);
  const extra = booked.length - vouchers.length;
  const differences = vouchers.flatMap((it) => {
    const [found, ...copies] = byReference.get(it.reference) ?? [];
    if (found === undefined) return [`${it.reference} is not in the ledger`];
    if (copies.length > 0) return [`${it.reference} is in the ledger ${copies.length + 1} times`];
    return linesOf(it, found, profile);
  });
  return extra === 0 ? differences : [...differences, `the ledger has ${extra} vouchers more than were posted`];
}

function linesOf(it: Voucher, found: LedgerVoucher, { arrivesAs }: OpenProfile): readonly string[] {
  if (found.postingDate !== it.postingDate) return [`${it.reference} is posted on ${found.postingDate}`];
  const meant = it.lines.map(({ ledgerAccount, amount, text }) =>
    JSON.stringify([ledgerAccount, String(amount.minor), arrivesAs(it.reference, text)]),
  );
  const has = found.lines.map(({ account, amountMinor, text }) => JSON.stringify([account, String(amountMinor), text]));
  const left = meant.toSorted();
  const right = has.toSorted();
  return left.flatMap((line, at) =>
    line === right[at] ? [] : [`${it.reference}: meant ${line}, the ledger has ${String(right[at])}`],
  );
}

type Found =
  Awaited<ReturnType<OpenProfile['gateway']['findVouchers']>> extends ReadonlyMap<unknown, infer F> ? F : never;

function inLookUp(it: Voucher, found: Found | undefined): readonly string[] {
  if (found?.kind !== 'booked') return [`${it.reference} is looked up as ${JSON.stringify(found)}`];
  if (found.copies !== 1) return [`${it.reference} is found ${found.copies} times`];
  return compareVoucher(it, found.lines).map((difference) => `${it.reference}: ${difference}`);
}
