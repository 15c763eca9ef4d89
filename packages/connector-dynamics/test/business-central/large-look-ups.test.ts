import { randomUUID } from 'node:crypto';
import type { Voucher, VoucherReference } from '@bilag/core';
import { expect, test } from 'vitest';
import { patience } from '../support/sandbox.ts';
import { openSandbox, type Sandbox, seed, valid } from './support/sandbox.ts';

/** As a person who posted the journals at the end of the month: a voucher of so many lines, half of which have their VAT on an entry of its own. */
function postByHand({ mock: { world } }: Sandbox, { reference, postingDate }: Voucher, lines: number): void {
  const number = world.ledger.list().length + 1;
  const entry = (at: number, account: string, amountMinor: number) => ({
    account,
    amountMinor,
    dimensions: { KOSTNADSSTED: '110', PROSJEKT: project },
    text: 'Train',
    details: { entryId: randomUUID(), entryNumber: String(number * 10_000 + at), documentNumber: reference },
  });
  const debits = Array.from({ length: lines - 1 }, (_, at) => [
    entry(2 * at, '7140', 8_000),
    ...(at % 2 === 0 ? [entry(2 * at + 1, seed.vatAccount, 2_000)] : []),
  ]).flat();
  const total = debits.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
  world.ledger.book({
    system: 'business-central',
    ledgerId: seed.company.id,
    voucherNumber: String(number),
    reference,
    postingDate,
    bookedAt: world.clock.now().toISOString(),
    lines: [...debits, entry(2 * lines, '2910', -total)],
  });
}

const project = seed.dimensions.find(({ code }) => code === 'PROSJEKT')?.values[0]?.code ?? '';

async function lookAtAll({ gateway }: Sandbox, vouchers: readonly Voucher[]) {
  const queries = vouchers.map(({ reference }) => ({ reference, batchKey: null }));
  const found = await gateway.findVouchers(queries, patience(60_000));
  return (reference: VoucherReference) => found.get(reference);
}

const inBatches = ['honoured', 'ignored'] as const;

test.each(inBatches)(
  'as many vouchers as one look-up may hold are found when a month of them was posted at once: page size in a batch %s',
  async (pageSizeInBatch) => {
    await using sandbox = await openSandbox({ businessCentralSettings: { pageSizeInBatch } });
    const { maxReferencesPerLookUp } = sandbox.gateway.traits;
    const vouchers = Array.from({ length: maxReferencesPerLookUp }, () => valid());
    for (const it of vouchers) postByHand(sandbox, it, 30);
    const of = await lookAtAll(sandbox, vouchers);
    for (const { reference } of vouchers) expect(of(reference)).toMatchObject({ kind: 'booked', copies: 1 });
  },
);

test.each([20, 30])(
  '%i vouchers with as many lines as a record may have are read in pieces, and whole',
  async (count) => {
    await using sandbox = await openSandbox();
    const vouchers = Array.from({ length: count }, () => valid());
    for (const it of vouchers) postByHand(sandbox, it, 500);
    const of = await lookAtAll(sandbox, vouchers);
    for (const { reference } of vouchers) {
      const found = of(reference);
      expect(found).toMatchObject({ kind: 'booked', copies: 1 });
      expect(found?.kind === 'booked' && found.lines.length).toBe(499 + 250 + 1);
    }
  },
);
