import type { FastifyInstance } from 'fastify';
import type { EntraSystem } from '../entra/entra.ts';
import { settingsSwitch } from '../settings-board.ts';
import { openStateFile } from '../state-file.ts';
import { createTurn } from '../turn.ts';
import type { MockWorld } from '../world.ts';
import type { Books } from './books.ts';
import type { FinanceRow } from './entity-types.ts';
import { InfologError } from './errors.ts';
import { postFinanceJournal } from './post.ts';
import { type Desk, receive } from './receive.ts';
import { linesOf } from './rows.ts';
import { DEFAULT_FINANCE_SETTINGS, FINANCE_SETTING_READERS, type FinanceSettings } from './settings.ts';
import { createFinanceStore, type FinanceState } from './store.ts';
import { createTraffic } from './traffic.ts';

/** A journal with its lines, for the page and tests. */
export interface FinanceJournal {
  readonly header: FinanceRow['values'];
  readonly lines: readonly FinanceRow['values'][];
}

/** The numbers of the vouchers that were posted, or why none was. */
export type PostOutcome = { readonly vouchers: readonly string[] } | { readonly infolog: string };

/** The simulated Finance & Operations, for the control API and the page. */
export interface FinanceSystem {
  /** May be changed while it runs. */
  readonly settings: FinanceSettings;
  journals(): FinanceJournal[];
  /** Posts a journal, as only people and batch jobs can; what was refused comes as the infolog's text. */
  post(dataAreaId: string, journalBatchNumber: string): Promise<PostOutcome>;
}

/** Where journals are kept, if anywhere, and how this installation differs from the default. */
export interface FinanceOptions {
  readonly stateFile?: string | undefined;
  readonly settings?: Partial<FinanceSettings> | undefined;
}

/** Adds Finance & Operations under `/finance`. Operations: those of `financeOperationOf`. */
export function registerFinance(
  app: FastifyInstance,
  world: MockWorld,
  entra: EntraSystem,
  options: FinanceOptions = {},
): FinanceSystem {
  const settings = { ...DEFAULT_FINANCE_SETTINGS, ...options.settings };
  const file =
    options.stateFile === undefined ? undefined : openStateFile<FinanceState>(`${options.stateFile}.finance`);
  const store = createFinanceStore(numbersBooked(world), file);
  const books: Books = { seed: world.seed.finance, settings, clock: world.clock, ledger: world.ledger, store };
  const traffic = createTraffic(world.clock, settings);
  world.settings.set('finance', settingsSwitch(settings, FINANCE_SETTING_READERS));
  world.onReset.push(() => {
    store.clear();
    traffic.clear();
    Object.assign(settings, DEFAULT_FINANCE_SETTINGS, options.settings);
  });
  const desk: Desk = { world, entra, books, traffic, turn: createTurn() };
  void app.register((routes, _options, done) => {
    routes.removeAllContentTypeParsers();
    routes.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, parsed) => parsed(null, body));
    routes.all('/finance/*', (request, reply) => receive(desk, request, reply));
    done();
  });
  return {
    settings,
    journals() {
      const state = store.state();
      const toJournal = (header: FinanceRow) => ({
        header: header.values,
        lines: linesOf(header, state).map(({ values }) => values),
      });
      return state.headers.map(toJournal);
    },
    post: (dataAreaId, journalBatchNumber) => desk.turn.run(() => tryToPost(books, dataAreaId, journalBatchNumber)),
  };
}

function tryToPost(books: Books, dataAreaId: string, journalBatchNumber: string): PostOutcome {
  try {
    return { vouchers: postFinanceJournal(books, dataAreaId, journalBatchNumber) };
  } catch (error) {
    books.store.rollback();
    if (error instanceof InfologError) return { infolog: error.message };
    throw error;
  }
}

/** Numbers go on from what the ledger has seen. */
function numbersBooked({ ledger }: MockWorld): Pick<FinanceState, 'lastJournal' | 'lastVoucher'> {
  const booked = ledger.list({ system: 'finance' });
  const journals = booked.map(({ details }) => Number(details?.['journalBatchNumber'] ?? 0));
  const vouchers = booked.map(({ voucherNumber }) => Number(/^GJ(\d{6,9})$/.exec(voucherNumber)?.[1] ?? 0));
  return { lastJournal: Math.max(0, ...journals), lastVoucher: Math.max(0, ...vouchers) };
}
