import type { AccountingGateway, Voucher } from '@bilag/core';

/** Longest wait for one call to the mock ERP, in milliseconds. */
const patienceMs = 120_000;

/** A call of many vouchers, and the key of its batch. */
interface Batch {
  readonly vouchers: readonly Voucher[];
  readonly batchKey: string;
}

/**
 * Posts vouchers in the largest batches that the gateway takes. Throws unless each is taken.
 * @returns the batch of each voucher, for a look-up.
 */
export async function postAll(vouchers: readonly Voucher[], gateway: AccountingGateway): Promise<readonly Batch[]> {
  const batches = cut(vouchers, gateway).map((it, at) => ({ vouchers: it, batchKey: batchKeyOf(it, at) }));
  for (const { vouchers: batch, batchKey } of batches) {
    const rendered = batch.map((it) => gateway.render(it));
    const answers = await gateway.postVouchers(rendered, { signal: AbortSignal.timeout(patienceMs), batchKey });
    for (const { reference } of batch) {
      const answer = answers.get(reference);
      if (answer?.kind === 'booked' || answer?.kind === 'accepted') continue;
      throw new Error(`${reference} was not taken: ${JSON.stringify(answer)}`);
    }
  }
  return batches;
}

/** Looks all of them up, in the largest look-ups that the gateway takes. */
export async function* findAll(batches: readonly Batch[], gateway: AccountingGateway) {
  const queries = batches.flatMap(({ vouchers, batchKey }) => vouchers.map((it) => ({ voucher: it, batchKey })));
  const size = gateway.traits.maxReferencesPerLookUp;
  for (let at = 0; at < queries.length; at += size) {
    const asked = queries.slice(at, at + size);
    const found = await gateway.findVouchers(
      asked.map(({ voucher: { reference }, batchKey }) => ({ reference, batchKey })),
      { signal: AbortSignal.timeout(patienceMs) },
    );
    for (const { voucher } of asked) yield { voucher, found: found.get(voucher.reference) };
  }
}

function cut(vouchers: readonly Voucher[], { traits }: AccountingGateway): readonly (readonly Voucher[])[] {
  const batches: Voucher[][] = [[]];
  let lines = 0;
  for (const it of vouchers) {
    const last = batches.at(-1) ?? [];
    const isFull = last.length >= traits.maxVouchersPerCall || lines + it.lines.length > traits.maxLinesPerCall;
    if (isFull) batches.push([it]);
    else last.push(it);
    lines = isFull ? it.lines.length : lines + it.lines.length;
  }
  return batches.filter((it) => it.length > 0);
}

/** In form what the engine makes: sixteen of `A–Z 2–7`. */
function batchKeyOf([first]: readonly Voucher[], at: number): string {
  const digits = String(first?.voucherNumber ?? 0).padStart(11, '0') + String(at).padStart(5, '0');
  return digits.replaceAll(/\d/g, (it) => 'ABCDEFGHIJ'.charAt(Number(it)));
}
