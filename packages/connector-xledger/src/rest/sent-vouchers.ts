import type { RenderedVoucher, VoucherReference } from '@bilag/core';

/** What this gateway has sent and been told about it. */
export interface SentVouchers {
  /** It is about to be sent; what was known of an earlier call is forgotten. */
  begin(rendered: RenderedVoucher): void;
  /** The gateway took these bytes and gave them this id. */
  taken(reference: VoucherReference, entryId: string): void;
  /** The gateway has something else under the reference. */
  differs(reference: VoucherReference): void;
  of(reference: VoucherReference): SentVoucher | undefined;
}

/** The last call for one voucher. */
export interface SentVoucher {
  readonly payload: string;
  readonly entryId?: string;
  readonly differs?: true;
}

/** Most characters of payloads that are remembered; the oldest go first. */
const mostCharacters = 8_000_000;

/** Nothing sent yet. It lives as long as the process, so nobody may rely on it: it spares requests. */
export function createSentVouchers(): SentVouchers {
  const vouchers = new Map<VoucherReference, SentVoucher>();
  let characters = 0;
  const forget = (reference: VoucherReference) => {
    characters -= vouchers.get(reference)?.payload.length ?? 0;
    vouchers.delete(reference);
  };
  const learn = (reference: VoucherReference, what: Partial<SentVoucher>) => {
    const known = vouchers.get(reference);
    if (known !== undefined) vouchers.set(reference, { ...known, ...what });
  };
  return {
    begin({ reference, payload }) {
      forget(reference);
      vouchers.set(reference, { payload });
      characters += payload.length;
      for (const oldest of vouchers.keys()) {
        if (characters <= mostCharacters) break;
        forget(oldest);
      }
    },
    taken: (reference, entryId) => learn(reference, { entryId }),
    differs: (reference) => learn(reference, { differs: true }),
    of: (reference) => vouchers.get(reference),
  };
}
