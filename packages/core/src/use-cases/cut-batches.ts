import type { GatewayTraits } from '../ports/accounting-gateway.ts';

interface Sized {
  readonly lines: number;
  readonly batchLimit: number | null;
}

/** Cuts vouchers into calls within the ERP's limits and each voucher's own, never inside a voucher, and keeps their order within a limit. */
export function cutBatches<T extends Sized>(
  vouchers: readonly T[],
  limits: Pick<GatewayTraits, 'maxVouchersPerCall' | 'maxLinesPerCall'>,
): readonly (readonly T[])[] {
  const limitOf = (it: T) => Math.min(it.batchLimit ?? Number.POSITIVE_INFINITY, limits.maxVouchersPerCall);
  const batches: T[][] = [];
  let lines = 0;
  // Those of a refused batch travel among themselves, so that a bad one is narrowed down in few calls.
  for (const it of vouchers.toSorted((a, b) => limitOf(b) - limitOf(a))) {
    const current = batches.at(-1);
    const first = current?.[0];
    if (
      current === undefined ||
      first === undefined ||
      current.length >= limitOf(it) ||
      limitOf(first) !== limitOf(it) ||
      lines + it.lines > limits.maxLinesPerCall
    ) {
      batches.push([it]);
      lines = it.lines;
    } else {
      current.push(it);
      lines += it.lines;
    }
  }
  return batches;
}
