import { textsToHide } from '@bilag/connector-http';
import { type FoundLine, parseMoney, SyncError } from '@bilag/core';
import { isObject, type JsonObject, objectAt, textAt } from '../json.ts';
import { ownFields } from './entry-mapping.ts';
import { objectsAt, parseExactJson } from './exact-json.ts';
import type { RestSettings } from './rest-config.ts';

/**
 * The lines that a payload of ours holds, in our words; `undefined` when not all of them can be read, such as one of a dimension that the settings do
 * not name any more.
 */
export function linesIn(
  payload: string,
  { currency, dimensions }: Pick<RestSettings, 'currency' | 'dimensions'>,
): readonly FoundLine[] | undefined {
  const body = parseExactJson(payload);
  const lines = isObject(body) ? objectsAt(body, 'lines') : undefined;
  if (!isObject(body) || lines === undefined || body['currency'] !== currency) return undefined;
  const axes = new Map([...dimensions].map(([axis, name]) => [name, axis]));
  const found = lines.map((line) => foundLineOf(line, axes, currency)).filter((it) => it !== undefined);
  return found.length === lines.length ? found : undefined;
}

function foundLineOf(
  line: JsonObject,
  axes: ReadonlyMap<string, string>,
  currency: RestSettings['currency'],
): FoundLine | undefined {
  const ledgerAccount = textAt(line, 'account');
  const amountMinor = minorIn(line, currency);
  if (ledgerAccount === undefined || amountMinor === undefined) return undefined;
  const dimensions: Record<string, string> = {};
  for (const [name, code] of codesOn(line)) {
    const axis = axes.get(name);
    if (axis === undefined) return undefined;
    dimensions[axis] = code;
  }
  return { ledgerAccount, amountMinor, dimensions };
}

/** Codes by the gateway’s name of their dimension. */
function codesOn(line: JsonObject): readonly (readonly [string, string])[] {
  const own = Object.entries(ownFields).map(([name, field]) => [name, textAt(line, field)] as const);
  const others = Object.entries(objectAt(line, 'dimensions') ?? {});
  return [...own, ...others].flatMap(([name, code]) => (typeof code === 'string' ? [[name, code] as const] : []));
}

function minorIn(line: JsonObject, currency: RestSettings['currency']): bigint | undefined {
  try {
    return parseMoney(line['amount'], currency).minor;
  } catch (error) {
    if (error instanceof SyncError) return undefined;
    throw error;
  }
}

/** What a payload of ours holds that no log may: the codes that stand for persons, and the texts of its lines, which begin with the reference. */
export function hiddenIn(payload: string): readonly string[] {
  const body = parseExactJson(payload);
  const lines = isObject(body) ? (objectsAt(body, 'lines') ?? []) : [];
  const ownWords = lines.map((line) => ({ text: (textAt(line, 'text') ?? '').replace(/^\S+ /, '') }));
  return [...lines.flatMap((line) => textAt(line, 'subledger') ?? []), ...textsToHide(ownWords)];
}
