import type { ErrorCode } from '@bilag/core';

/** What a refusal of the business logic is about, by its words alone. */
export interface InfologMeaning {
  readonly code: ErrorCode;
  /** A row with this key is there already: somebody, perhaps we ourselves, wrote it. */
  readonly isDuplicate: boolean;
}

/**
 * What an infolog says. Status and error code say nothing; whoever set the integration's user to another language than English gets `ERP_REFUSED` and
 * the words themselves.
 * @source dynamics.md §15.2 and §15.3, read 2026-11: validation, duplicates and update conflicts come as 400 or 500 alike, told apart by their text.
 */
export function meaningOf(infolog: string): InfologMeaning {
  const isDuplicate = /record already exists|duplicate key/i.test(infolog);
  const code = isDuplicate ? 'ERP_REFUSED' : meanings.find(([words]) => words.test(infolog))?.[1];
  return { code: code ?? 'ERP_REFUSED', isDuplicate };
}

/** The first that fits. A text about one thing often mentions another: «main account» before «ledger dimension», balance before date. */
const meanings: readonly (readonly [RegExp, ErrorCode])[] = [
  [/update conflict|another user process|deadlock/i, 'ERP_UNAVAILABLE'],
  [/access denied|access rights|not authorized|permission/i, 'ERP_PERMISSION_DENIED'],
  [/do(es)? not balance|already been posted|is posted/i, 'ERP_REFUSED'],
  [/\bvendor|\bcustomer account/i, 'ERP_UNKNOWN_PAYEE'],
  [/main account|ledger account|account structure|manual entry/i, 'ERP_UNKNOWN_LEDGER_ACCOUNT'],
  [/dimension|display value/i, 'ERP_UNKNOWN_DIMENSION_VALUE'],
  [/fiscal|\bperiod\b|posting date|transaction date|ledger calendar/i, 'ERP_PERIOD_CLOSED'],
  [/sales tax/i, 'ERP_UNKNOWN_TAX_CODE'],
];
