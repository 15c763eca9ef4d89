import { SyncError } from '@bilag/core';
import type { Row } from '../exact-json.ts';

/** @source dynamics.md §15.1, read 2026-11: there is no `in`; and an address is best kept below 2,000 characters. */
const alternativesPerFilter = 20;

/** Rows of one company that meet any of these conditions. */
export interface CompanyList {
  readonly set: string;
  readonly company: string;
  readonly anyOf: readonly string[];
  /** Fields to read. */
  readonly select: readonly string[];
}

/** The path speaks of all companies. @source dynamics.md §15.1, read 2026-11: without this, only the user's default company is seen or written. */
export function crossCompany(path: string): string {
  return `${path}${path.includes('?') ? '&' : '?'}cross-company=true`;
}

/** Paths of lists that together hold the rows, by twenty conditions each. */
export function companyPaths({ set, company, anyOf, select }: CompanyList): readonly string[] {
  return chunksOf([...new Set(anyOf)], alternativesPerFilter).map((conditions) =>
    listPath(set, `dataAreaId eq ${literal(company)} and (${conditions.join(' or ')})`, select),
  );
}

/** A condition of a filter. */
export function equals(field: string, text: string): string {
  return `${field} eq ${literal(text)}`;
}

/** A list by its filter. */
export function listPath(set: string, filter: string, select: readonly string[]): string {
  return `${set}?$filter=${encodeURIComponent(filter)}&$select=${select.join(',')}`;
}

/** A journal's address. @source dynamics.md §15.1, read 2026-11: all key fields are needed */
export function journalPath(company: string, number: string): string {
  return `LedgerJournalHeaders(${journalKey(company, number)})`;
}

/** A line's address; its number as the server wrote it. */
export function linePath(company: string, number: string, lineNumber: string): string {
  return `LedgerJournalLines(${journalKey(company, number)},LineNumber=${lineNumber})`;
}

/** A text inside a filter. */
function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/**
 * The address of the next page, and only at the same server: the token goes with it. A link that forgets to speak of all companies is mended, as the page
 * would be that of another company.
 */
export function nextPage(page: Row, base: string): string | undefined {
  const link = page['@odata.nextLink'];
  if (link === undefined || link === null) return undefined;
  const url = typeof link === 'string' ? URL.parse(link, base) : null;
  if (url === null || url.origin !== new URL(base).origin) {
    throw new SyncError('ERP_UNAVAILABLE', 'Finance & Operations’ link to the next page leads elsewhere.');
  }
  return url.searchParams.get('cross-company') === 'true' ? url.href : crossCompany(url.href);
}

/** Consecutive pieces of at most `size`. */
export function chunksOf<T>(all: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, at) => all.slice(at * size, (at + 1) * size));
}

function journalKey(company: string, number: string): string {
  return `dataAreaId=${encodeURIComponent(literal(company))},JournalBatchNumber=${encodeURIComponent(literal(number))}`;
}
