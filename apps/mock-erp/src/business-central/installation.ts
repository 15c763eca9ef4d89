import { openStateFile } from '../state-file.ts';
import type { MockWorld } from '../world.ts';
import { createEntryBook } from './entry-book.ts';
import { createJobQueue, type JobQueue } from './job-queue.ts';
import { createJournalStore, type StoredJournals } from './journal-store.ts';
import { createSkipTokens } from './paging.ts';
import type { Service } from './service.ts';
import type { BusinessCentralSettings } from './settings.ts';

/** One environment with its companies, and what it keeps besides. */
export interface Installation extends Service {
  readonly jobQueue: JobQueue;
}

/** Opens the environment; what was posted before shows in the ledger, what was staged in the state file. */
export function openInstallation(
  world: MockWorld,
  settings: BusinessCentralSettings,
  stateFile: string | undefined,
): Installation {
  const seed = world.seed.businessCentral;
  const file = stateFile === undefined ? undefined : openStateFile<StoredJournals>(`${stateFile}.business-central`);
  const store = createJournalStore(bookedLineIds(world), file);
  const { clock, ledger } = world;
  const shared = { seed, settings, clock, store, ledger, entries: createEntryBook(ledger), jobQueue: createJobQueue() };
  const companies = [seed.company, seed.otherCompany];
  const books = new Map(companies.map((company) => [company.id, { ...shared, company }]));
  return {
    settings,
    companies,
    store,
    jobQueue: shared.jobQueue,
    tokens: createSkipTokens(clock, settings),
    openBooks(companyId) {
      const found = books.get(companyId);
      if (found === undefined) throw new Error(`There is no company ${companyId}`);
      return found;
    },
  };
}

function bookedLineIds({ ledger }: MockWorld): Set<string> {
  const lines = ledger.list({ system: 'business-central' }).flatMap((voucher) => voucher.lines);
  return new Set(lines.map((line) => line.details?.['lineId'] ?? ''));
}
