import { presentable } from '@bilag/connector-http';
import type { EntryFailure, ErpReply, ErrorCode, Voucher } from '@bilag/core';
import { hiddenOf } from './entry-mapping.ts';
import type { Problem } from './problems.ts';
import type { RestSettings } from './rest-config.ts';

/** Where the gateway says the fault is, in our words. */
interface Place {
  /** The last part of the gateway's path that names a field of the contract. */
  readonly field: string | undefined;
  /** The path in our voucher, such as `lines[0].ledgerAccount`. */
  readonly ours: string | undefined;
}

/** What a refusal of a voucher means: nothing was stored. The first of several is told, the others are counted. */
export function refusedVoucher(
  problems: readonly Problem[],
  voucher: Voucher,
  settings: RestSettings,
  reply: ErpReply,
): EntryFailure {
  const [first = { path: [], code: '', message: '' }, ...others] = problems;
  const place = placeOf(first, settings);
  const code = codeOf(first, place);
  const more = others.length === 0 ? '' : ` (and ${others.length} more)`;
  return {
    code,
    message: `The Xledger gateway refuses the voucher: ${wordsOf(first, place, hiddenOf(voucher))}${more}`,
    ...(place.ours === undefined ? {} : { field: place.ours }),
    reply,
  };
}

/** A problem's own words; one about a payee is told in ours, as it may hold a person's code in any form. */
export function wordsOf(
  { code, message }: Problem,
  { field }: Pick<Place, 'field'>,
  hidden: readonly string[],
): string {
  if (field === 'subledger') return 'there is no subledger with the code of this payee that can be used here.';
  const words = presentable(message, hidden);
  return words === '' ? `${presentable(code, []) || 'no reason is given'}.` : words;
}

/** Codes of the contract that mean the same wherever they stand. @source reference of the Xledger API, section 13, read 2026-11 */
const codes: Readonly<Record<string, ErrorCode>> = {
  unknown_account: 'ERP_UNKNOWN_LEDGER_ACCOUNT',
  unknown_dimension: 'ERP_UNKNOWN_DIMENSION_VALUE',
  unknown_dimension_value: 'ERP_UNKNOWN_DIMENSION_VALUE',
  unknown_cost_center: 'ERP_UNKNOWN_DIMENSION_VALUE',
  unknown_project: 'ERP_UNKNOWN_DIMENSION_VALUE',
  unknown_tax_rule: 'ERP_UNKNOWN_TAX_CODE',
  unknown_subledger: 'ERP_UNKNOWN_PAYEE',
  unknown_currency: 'CURRENCY_MISMATCH',
  period_closed: 'ERP_PERIOD_CLOSED',
  unbalanced: 'UNBALANCED_VOUCHER',
  too_many_lines: 'VOUCHER_TOO_LARGE',
};

/** What is not open is what stands in this field. */
const fields: Readonly<Record<string, ErrorCode>> = {
  date: 'ERP_PERIOD_CLOSED',
  account: 'ERP_UNKNOWN_LEDGER_ACCOUNT',
  costCenter: 'ERP_UNKNOWN_DIMENSION_VALUE',
  dimensions: 'ERP_UNKNOWN_DIMENSION_VALUE',
  project: 'ERP_UNKNOWN_DIMENSION_VALUE',
  taxRule: 'ERP_UNKNOWN_TAX_CODE',
  subledger: 'ERP_UNKNOWN_PAYEE',
};

function codeOf({ code }: Problem, { field }: Place): ErrorCode {
  if (Object.hasOwn(codes, code)) return codes[code] ?? 'ERP_REFUSED';
  // The list of codes is open; one about what is closed, blocked, expired or unknown is known by where it points.
  if (!/(^|_)(open|closed|blocked|expired|inactive|unknown)(_|$)/.test(code)) return 'ERP_REFUSED';
  if (field === undefined) return code === 'not_open' ? 'ERP_PERIOD_CLOSED' : 'ERP_REFUSED';
  return Object.hasOwn(fields, field) ? (fields[field] ?? 'ERP_REFUSED') : 'ERP_REFUSED';
}

/** Our names of the fields that have another one there. */
const ourNames: Readonly<Record<string, string>> = {
  externalId: 'reference',
  voucherNo: 'voucherNumber',
  date: 'postingDate',
  account: 'ledgerAccount',
  taxRule: 'taxCode',
};

/** Where a problem's path points. */
export function placeOf({ path }: Pick<Problem, 'path'>, { dimensions }: Pick<RestSettings, 'dimensions'>): Place {
  const [head, index = '', field, name] = path;
  if (head === undefined) return { field: undefined, ours: undefined };
  const our = (it: string) => (Object.hasOwn(ourNames, it) ? (ourNames[it] ?? it) : it);
  if (head !== 'lines' || !/^\d{1,6}$/.test(index)) return { field: head, ours: our(head) };
  const line = `lines[${Number(index)}]`;
  if (field === undefined) return { field: head, ours: line };
  const dimension = dimensionOf(field, name);
  const axis = dimension === undefined ? undefined : [...dimensions].find(([, it]) => it === dimension)?.[0];
  return { field, ours: `${line}.${axis === undefined ? our(field) : `dimensions.${axis}`}` };
}

function dimensionOf(field: string, name: string | undefined): string | undefined {
  if (field === 'costCenter') return 'COST_CENTER';
  return field === 'project' ? 'PROJECT' : field === 'dimensions' ? name : undefined;
}
