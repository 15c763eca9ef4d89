import { randomUUID } from 'node:crypto';
import type { MockClock } from '../clock.ts';
import type { Entity } from './entity.ts';
import { BusinessCentralError } from './errors.ts';
import type { Query } from './odata-query.ts';
import type { BusinessCentralSettings } from './settings.ts';

/** Where the links to next pages lead. */
export interface SkipTokens {
  give(offset: number): string;
  /** @throws {BusinessCentralError} when the token is unknown or too old. */
  offsetOf(token: string): number;
}

/** A page and the address of the next, if there is one. */
export interface Page {
  readonly entities: readonly Entity[];
  readonly nextLink: string | undefined;
}

/** Tokens that die on the sandbox's clock. @source dynamics.md §4.3, 2026-11 */
export function createSkipTokens(clock: MockClock, settings: BusinessCentralSettings): SkipTokens {
  const given = new Map<string, { offset: number; givenAtMs: number }>();
  return {
    give(offset) {
      const token = randomUUID();
      given.set(token, { offset, givenAtMs: clock.now().getTime() });
      return token;
    },
    offsetOf(token) {
      const known = given.get(token);
      const isAlive = known !== undefined && clock.now().getTime() - known.givenAtMs < settings.skipTokenLifetimeMs;
      if (isAlive) return known.offset;
      throw new BusinessCentralError(400, 'SkipTokenIsNoLongerValid', 'The skip token is no longer valid.');
    },
  };
}

/**
 * One page of the records. A page ends at `maxpagesize` or at the limit; `$top` within a page gives no link, and a `$top` in
 * the link is what remains of it. @source dynamics.md §4.3, 2026-11
 */
export function pageOf(
  entities: readonly Entity[],
  request: { query: Query; url: URL; prefer: string; settings: BusinessCentralSettings; tokens: SkipTokens },
): Page {
  const { query, url, prefer, settings, tokens } = request;
  const token = url.searchParams.get('$skiptoken');
  const offset = token === null ? query.skip : tokens.offsetOf(token);
  const asked = Number(/(?:^|[,; ])(?:odata\.)?maxpagesize=(\d+)/.exec(prefer)?.[1] ?? settings.pageLimit);
  const size = Math.min(asked, settings.pageLimit, query.top ?? Infinity);
  const page = entities.slice(offset, offset + size);
  const wanted = Math.min(query.top ?? Infinity, entities.length - offset);
  if (page.length >= wanted) return { entities: page, nextLink: undefined };
  const remainder = query.top === undefined ? undefined : query.top - page.length;
  return { entities: page, nextLink: linkTo(url, tokens.give(offset + page.length), remainder) };
}

/** The same address with a token; built by hand because the real one leaves `$` unescaped. */
function linkTo(url: URL, token: string, top: number | undefined): string {
  const kept = url.search
    .slice(1)
    .split('&')
    .filter((part) => part !== '' && !/^(aid|(\$|%24)(skiptoken|top))=/i.test(part));
  const withTop = top === undefined ? kept : [...kept, `$top=${top}`];
  return `${url.origin}${url.pathname}?${[...withTop, 'aid=FIN', `$skiptoken=${token}`].join('&')}`;
}
