import { type Administrator, createAdministrator } from '../contestants/bilag/administrator.ts';
import { organizationName } from '../message.ts';
import type { ServiceKeys } from '../task.ts';

/** What the console asks for when a page is opened. */
export interface ConsolePage {
  readonly name: string;
  /** Asks once, and looks whether it got what it asked for. @throws when not. */
  readonly open: () => Promise<void>;
}

/** How many are asked for where a list of all is wanted: the most that the API gives at once. */
const longest = 200;

/** The pages of an installation: those of its largest organization, and those of all. `organizations` and `failed` are how many there must be. */
export async function consolePages(
  address: string,
  keys: ServiceKeys,
  wanted: { readonly organizations: number; readonly failed: number },
): Promise<readonly ConsolePage[]> {
  const ask = await createAdministrator(address, keys);
  const home = `/v1/organizations/${organizationName(0)}`;
  // Half of what there is, as the records have come in over 180 days.
  const long = dayBefore(90);
  const { nextCursor: middle } = asPage(await ask('GET', `${home}/sync-logs?to=${long}&limit=1`));
  const list = (name: string, path: string, atLeast = 1): ConsolePage => ({
    name,
    open: async () => {
      const { items } = asPage(await ask('GET', path));
      if (items.length < atLeast) throw new Error(`${path} has ${items.length} items, not ${atLeast}.`);
    },
  });
  return [
    {
      name: 'status',
      open: async () => {
        const { failed } = Object(await ask('GET', `${home}/status`));
        if (failed !== wanted.failed)
          throw new Error(`The status tells of ${failed} failed records, not ${wanted.failed}.`);
      },
    },
    list('overview', `/v1/overview?limit=${longest}`, Math.min(longest, wanted.organizations)),
    {
      name: 'overviewOfAll',
      open: async () => {
        const seen = await readAll(ask, `/v1/overview?limit=${longest}`);
        if (seen !== wanted.organizations) throw new Error(`The overview has ${seen} organizations.`);
      },
    },
    list('audit', `${home}/sync-logs`),
    list('auditDeep', `${home}/sync-logs?cursor=${middle}`),
    list('auditFailed', `${home}/sync-logs?result=failed`),
    list('auditDates', `${home}/sync-logs?from=${dayBefore(97)}&to=${long}`),
    list('auditOfAll', '/v1/sync-logs'),
    // None of millions: nothing of a page is found before the end of what has to be looked at.
    list('auditHeld', '/v1/sync-logs?result=held', 0),
    list('auditMappings', '/v1/sync-logs?action=mapping-saved', Math.min(50, wanted.organizations)),
    list('auditKind', '/v1/sync-logs?kind=honorarium', 0),
    list('failed', `${home}/records?failed=true`, Math.min(50, wanted.failed)),
  ];
}

/** Follows a list to its end. @returns how long it is. */
async function readAll(ask: Administrator, path: string): Promise<number> {
  let count = 0;
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page: Page = asPage(await ask('GET', cursor === '' ? path : `${path}&cursor=${cursor}`));
    count += page.items.length;
    cursor = page.nextCursor;
  }
  return count;
}

interface Page {
  readonly items: readonly unknown[];
  readonly nextCursor: string | null;
}

function asPage(given: unknown): Page {
  const { items, nextCursor } = Object(given);
  if (!Array.isArray(items)) throw new Error('That is no list.');
  return { items, nextCursor: typeof nextCursor === 'string' ? nextCursor : null };
}

const dayBefore = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);
