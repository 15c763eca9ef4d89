import { isBilagProblem } from '@bilag/client';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useClient } from './client.tsx';
import { organizationKey } from './keys.ts';

/** A list of codes of the accounting system. */
export type CodeList = 'ledger-accounts' | 'cost-centers' | 'vat-codes';

/** A code and what it stands for. */
export interface Code {
  readonly code: string;
  readonly name: string;
  readonly isClosed: boolean;
}

/** A part of a list of codes. */
export interface Codes {
  /** Whether the accounting system has such a list at all, and it has been read. */
  readonly isOffered: boolean;
  readonly isWhole: boolean;
  readonly items: readonly Code[];
}

const noCodes: Codes = { isOffered: false, isWhole: true, items: [] };

/** The codes that have a text in them; the first 200 of them. A list that is not read, or not offered, is empty. */
export function useCodes(organizationId: string, list: CodeList, search: string) {
  const client = useClient();
  return useQuery({
    queryKey: [...organizationKey(organizationId), 'codes', list, search],
    queryFn: async ({ signal }): Promise<Codes> => {
      const input = {
        path: { organizationId },
        query: { limit: 200, ...(search === '' ? {} : { q: search.slice(0, 100) }) },
        signal,
      };
      try {
        if (list === 'ledger-accounts') {
          const page = await client.get('/v1/organizations/{organizationId}/integration/ledger-accounts', input);
          return codesOf(
            page,
            page.items.map(({ number, name, postable }) => ({ code: number, name, isClosed: !postable })),
          );
        }
        if (list === 'vat-codes') {
          const page = await client.get('/v1/organizations/{organizationId}/integration/vat-codes', input);
          return codesOf(
            page,
            page.items.map(({ code, name }) => ({ code, name, isClosed: false })),
          );
        }
        const page = await client.get('/v1/organizations/{organizationId}/integration/cost-centers', input);
        return codesOf(
          page,
          page.items.map(({ code, name, postable }) => ({ code, name, isClosed: !postable })),
        );
      } catch (error) {
        if (isBilagProblem(error, 'MASTER_DATA_NOT_READ')) return noCodes;
        throw error;
      }
    },
    staleTime: 60_000,
    placeholderData: keepPreviousData,
  });
}

function codesOf(
  page: { readonly offered: boolean; readonly nextCursor: string | null },
  items: readonly Code[],
): Codes {
  return { isOffered: page.offered, isWhole: page.nextCursor === null, items };
}
