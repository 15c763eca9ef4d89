import type { Answer } from '../answer.ts';
import type { FinanceCall, FinanceTarget } from './address.ts';
import type { FinanceRow, FinanceType } from './entity-types.ts';
import { FinanceError } from './errors.ts';
import { type FinanceKey, hasKey } from './keys.ts';
import { isCrossCompany, readFinanceQuery, selectRows } from './query.ts';
import { jsonAnswer, renderRow, rowAnswer } from './render.ts';
import { type RowSource, rowsOf } from './rows.ts';

/** Answers a GET on a set: one row, a page of them, or how many there are. */
export function readSet(source: RowSource, call: FinanceCall, target: Extract<FinanceTarget, { kind: 'set' }>): Answer {
  const { type, key, asksCount } = target;
  const query = readFinanceQuery(call.url.searchParams, type);
  if (key !== undefined) {
    return rowAnswer(call.base, { type, row: findRow(source, call, type, key) }, { status: 200, select: query.select });
  }
  const rows = selectRows(visibleRows(source, call, type), query);
  if (asksCount) return { status: 200, contentType: 'text/plain', body: String(rows.length) };
  const size = Math.min(source.settings.pageLimit, pageSizeIn(call), query.top ?? Infinity);
  const page = rows.slice(query.skip, query.skip + size);
  const wanted = Math.min(query.top ?? Infinity, rows.length - query.skip);
  return jsonAnswer(200, {
    '@odata.context': `${call.base}/data/$metadata#${type.set}`,
    ...(query.count ? { '@odata.count': rows.length } : {}),
    value: page.map((row) => renderRow(row, type, query.select)),
    ...(page.length < wanted ? { '@odata.nextLink': nextLink(call.url, query.skip + size, wanted - size) } : {}),
  });
}

/** The row with this key. @throws {FinanceError} when there is none, or none that the request may see. */
export function findRow(source: RowSource, call: FinanceCall, type: FinanceType, key: FinanceKey): FinanceRow {
  const row = visibleRows(source, call, type).find((it) => hasKey(it, key));
  if (row === undefined) throw new FinanceError(404, `No ${type.set} record was found with the given key.`);
  return row;
}

/**
 * The default-company trap: without `cross-company=true` other companies do not exist. @source dynamics.md §15.1, 2026-11
 * With it, those that the user may not see do not exist either: that this is no error is assumed.
 */
function visibleRows(source: RowSource, { url }: FinanceCall, type: FinanceType): readonly FinanceRow[] {
  const rows = rowsOf(type, source);
  const { defaultCompany, hiddenCompanies } = source.settings;
  if (!type.key.includes('dataAreaId')) return rows;
  const isSeen = (company: string) =>
    !hiddenCompanies.includes(company) && (company === defaultCompany || isCrossCompany(url.searchParams));
  return rows.filter(({ values }) => isSeen(String(values['dataAreaId'])));
}

function pageSizeIn({ headers }: FinanceCall): number {
  return Math.max(1, Number(/maxpagesize=(\d{1,9})/.exec(headers['prefer'] ?? '')?.[1] ?? Infinity));
}

/** The same address from the next row on; a `$top` in it is what remains. */
function nextLink(url: URL, offset: number, remainder: number): string {
  const kept = url.search
    .slice(1)
    .split('&')
    .filter((part) => part !== '' && !/^(\$|%24)(skiptoken|skip|top)=/i.test(part));
  const top = url.searchParams.has('$top') ? [`$top=${remainder}`] : [];
  return `${url.origin}${url.pathname}?${[...kept, ...top, `$skiptoken=${offset}`].join('&')}`;
}
