import type { ErrorCode } from '@bilag/core';

interface Cause {
  readonly words: RegExp;
  readonly code: ErrorCode;
}

const closed = String.raw`(clos|lock|lukk|lukket|stengt|sperr|avslutt|låst|not open|ikke åpen)`;
const period = String.raw`(period|fiscal year|regnskapsår)`;

/**
 * What is wrong with a voucher by the words in which Xledger says so, in English and Norwegian; the first that fits counts.
 * @source reference of the Xledger API, sections 10 and 14.8, read 2026-11: that there are such refusals; their wording is not known.
 */
const causes: readonly Cause[] = [
  {
    words: new RegExp(`${period}[^.:;]{0,60}${closed}|${closed}\\w* (\\w+ )?${period}`, 'i'),
    code: 'ERP_PERIOD_CLOSED',
  },
  {
    words: /out of balance|unbalanced|(not|n't) balance|not in balance|ubalanse|balanserer ikke|ikke i balanse/i,
    code: 'UNBALANCED_VOUCHER',
  },
  {
    words: /\b(subledgers?|suppliers?|vendors?|employees?|payees?)\b|reskontro|leverandør|\bansatt/i,
    code: 'ERP_UNKNOWN_PAYEE',
  },
  { words: /\b(tax|vat|mva)\b|tax ?rule|avgift|merverdi/i, code: 'ERP_UNKNOWN_TAX_CODE' },
  {
    words:
      /\b(gl ?)?object( ?value)?s?\b|glObject\d|\bprojects?\b|prosjekt|cost cent(er|re)|kostnadss?ted|dimension|dimensjon|avdeling/i,
    code: 'ERP_UNKNOWN_DIMENSION_VALUE',
  },
  { words: /\b(ledger )?accounts?\b|\bkonto(en)?\b/i, code: 'ERP_UNKNOWN_LEDGER_ACCOUNT' },
];

/** The code of what the words complain of, or `undefined` when they name nothing that we know. */
export function causeOf(words: string): ErrorCode | undefined {
  return causes.find((cause) => cause.words.test(words))?.code;
}
