import type { EntryFailure, ErrorCode, RenderedVoucher, VoucherReference } from '@bilag/core';
import { isObject } from '../json.ts';
import { causeOf } from './causes.ts';
import type { XledgerSettings } from './xledger-config.ts';
import type { XledgerError } from './xledger-errors.ts';
import { type ImportItem, importItemsOf } from './xledger-mapping.ts';

/** A voucher of a batch with its rows. */
interface SentVoucher {
  readonly reference: VoucherReference;
  readonly items: readonly ImportItem[];
}

/** A value that Xledger does not have: in which field of a row, and which. */
interface NamedValue {
  readonly field: string;
  readonly key: string;
  readonly value: string;
}

/**
 * Which vouchers of a batch the errors are about, and what is wrong with each. An error tells it by the index of an input, by a
 * voucher's reference, or by the value that does not exist; one that tells nothing blames nobody.
 * @source reference of the Xledger API, section 10 (`<path>.code: No value matching owner …`), read 2026-11
 */
export function blamedVouchers(
  errors: readonly XledgerError[],
  batch: readonly RenderedVoucher[],
  settings: XledgerSettings,
): ReadonlyMap<VoucherReference, EntryFailure> {
  const sent = batch.map(({ reference, voucher }) => ({ reference, items: importItemsOf(voucher, settings) }));
  const blamed = new Map<VoucherReference, EntryFailure>();
  for (const error of errors) {
    const named = namedValueOf(error.message);
    for (const { reference, items } of atFault(error, named, sent)) {
      if (!blamed.has(reference)) blamed.set(reference, failureOf(error, named, items, settings));
    }
  }
  return blamed;
}

function atFault(
  error: XledgerError,
  named: NamedValue | undefined,
  sent: readonly SentVoucher[],
): readonly SentVoucher[] {
  const index = inputIndexOf(error);
  const clientId = index === undefined ? undefined : sent.flatMap(({ items }) => items)[index]?.clientId;
  if (clientId !== undefined) return sent.filter(({ items }) => items.some((item) => item.clientId === clientId));
  const byName = sent.filter(({ reference }) => error.message.includes(reference));
  if (byName.length > 0) return byName;
  return named === undefined ? [] : sent.filter(({ items }) => lineWith(named, items) >= 0);
}

function inputIndexOf({ message, path }: XledgerError): number | undefined {
  const inMessage = /\binputs?(?:\[|\.)(\d+)/.exec(message)?.[1];
  if (inMessage !== undefined) return Number(inMessage);
  const inPath = path[path.findIndex((part) => part === 'inputs' || part === 'input') + 1];
  return path.includes('inputs') && typeof inPath === 'number' ? inPath : undefined;
}

function namedValueOf(message: string): NamedValue | undefined {
  const match = /(\w+)\.(\w+): No value matching owner [^,]*, \w+ '(.*)'/.exec(message);
  const [, field = '', key = '', value = ''] = match ?? [];
  return match === null ? undefined : { field, key, value };
}

/** The index of the first line that carries the value, or -1. */
function lineWith({ field, key, value }: NamedValue, items: readonly ImportItem[]): number {
  return items.findIndex(({ node }) => {
    const reference = Object.entries(node).find(([name]) => name === field)?.[1];
    return isObject(reference) && String(reference[key]) === value;
  });
}

function failureOf(
  error: XledgerError,
  named: NamedValue | undefined,
  items: readonly ImportItem[],
  settings: XledgerSettings,
): EntryFailure {
  if (named === undefined) return refusalInWords(error.message);
  const line = lineWith(named, items);
  const ours = ourFieldOf(named.field, settings);
  // A subledger's code is a person's: it is not repeated.
  const value = named.field === 'subledger' ? 'of this payee' : `«${named.value}»`;
  return {
    code: codeOf(named.field),
    message: `Xledger has no ${ours.word} ${value} that can be used here.`,
    ...(line < 0 ? {} : { field: `lines[${line}].${ours.name}` }),
  };
}

/** A refusal of which only the words say what is wrong. */
export function refusalInWords(words: string): EntryFailure {
  return { code: causeOf(words) ?? 'ERP_REFUSED', message: `Xledger refuses the voucher: ${words}` };
}

function codeOf(field: string): ErrorCode {
  if (field === 'account') return 'ERP_UNKNOWN_LEDGER_ACCOUNT';
  if (field === 'taxRule') return 'ERP_UNKNOWN_TAX_CODE';
  if (field === 'subledger') return 'ERP_UNKNOWN_PAYEE';
  return /^(glObject\d|project)$/.test(field) ? 'ERP_UNKNOWN_DIMENSION_VALUE' : 'ERP_REFUSED';
}

function ourFieldOf(field: string, { dimensions }: XledgerSettings): { readonly word: string; readonly name: string } {
  const axis = [...dimensions].find(([, slot]) => slot === field)?.[0];
  if (axis !== undefined) return { word: axis, name: `dimensions.${axis}` };
  if (field === 'account') return { word: 'ledger account', name: 'ledgerAccount' };
  if (field === 'taxRule') return { word: 'tax rule', name: 'taxCode' };
  return { word: field, name: field };
}
