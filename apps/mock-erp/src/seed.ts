import { BUSINESS_CENTRAL_SEED } from './seed-business-central.ts';
import { FINANCE_SEED } from './seed-finance.ts';
import { XLEDGER_SEED, XLEDGER_TOKENS } from './seed-xledger.ts';

/** What the ERPs know at the start. */
export const seed = {
  xledger: { ...XLEDGER_SEED, tokens: XLEDGER_TOKENS },
  businessCentral: BUSINESS_CENTRAL_SEED,
  finance: FINANCE_SEED,
} as const;

/** The type of {@link seed}. */
export type MockSeed = typeof seed;
