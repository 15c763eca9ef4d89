import type {
  AccountingGateway,
  ConnectorPlugin,
  GatewayTraits,
  MasterData,
  PostOutcome,
  RenderedVoucher,
} from '@bilag/core';
import type { HandlerKind } from '../../task.ts';
import type { Work } from '../work.ts';

/** The name under which an integration has it. */
export const benchConnectorName = 'bench';

/** How many vouchers a call takes where calls are batched; as many as `raw-pg` claims at once. */
export const vouchersPerCall = 100;

/**
 * A connector whose ERP costs next to nothing, so that what is measured is ours: one call for one voucher, or for many, to the ERP stand-in. Everything
 * around it is the engine's as always.
 */
export function createBenchConnector(work: Work, handler: HandlerKind): ConnectorPlugin {
  const text = { type: 'string' };
  return {
    name: benchConnectorName,
    title: 'Benchmark',
    profiles: [
      {
        name: 'bench',
        title: 'ERP stand-in',
        settingsSchema: {
          type: 'object',
          // The stand-in's address, which is on this machine: a story may then have an ERP that settles at once.
          properties: { profile: { const: 'bench' }, org: { type: 'integer' }, address: text },
        },
        credentialsSchema: { type: 'object', properties: { token: { ...text, writeOnly: true } } },
        mappingTargetsSchema: { type: 'object', properties: { ledgerAccount: text, dimensionValue: text } },
        open: ({ settings }) => openGateway(orgOf(settings), work, handler),
      },
    ],
  };
}

function openGateway(org: number, work: Work, handler: HandlerKind): AccountingGateway {
  const booked = new Set<string>();
  return {
    traits: traitsOf(handler === 'one-call' ? 1 : vouchersPerCall),
    testConnection: () =>
      Promise.resolve({ ledger: { id: String(org), name: 'Bench' }, ledgerAccounts: [], costCenters: [] }),
    readMasterData: () => Promise.resolve(masterData),
    render: (voucher) => {
      const lines = voucher.lines.map(({ ledgerAccount, amount, dimensions, text }) => {
        return { ledgerAccount, amountMinor: String(amount.minor), dimensions, text };
      });
      const { reference, postingDate, currency, text } = voucher;
      return { reference, voucher, payload: JSON.stringify({ reference, postingDate, currency, text, lines }) };
    },
    async postVouchers(vouchers, { signal }) {
      for (const { reference } of vouchers) {
        if (booked.has(reference)) throw new Error(`${reference} was sent twice.`);
        booked.add(reference);
      }
      await work.handleTogether(handfulOf(org, vouchers), signal);
      return new Map(
        vouchers.map(({ reference }) => [reference, { kind: 'booked', erpReference: reference } satisfies PostOutcome]),
      );
    },
    findVouchers: (queries) => Promise.resolve(new Map(queries.map((it) => [it.reference, { kind: 'absent' }]))),
    close: () => Promise.resolve(),
  };
}

const handfulOf = (org: number, vouchers: readonly RenderedVoucher[]) => ({
  org,
  ids: vouchers.map((it) => it.voucher.voucherNumber),
  body: `[${vouchers.map((it) => it.payload).join(',')}]`,
});

const traitsOf = (maxVouchersPerCall: number): GatewayTraits => ({
  duplicateGuard: 'look-up',
  longestOperationMs: 30_000,
  longestLookUpMs: 30_000,
  settlingMs: 60_000,
  bookingPollMs: 1_000,
  maxVouchersPerCall,
  maxLinesPerCall: 100_000,
  maxReferencesPerLookUp: 100,
  masterDataRestMs: 60_000,
});

const masterData: MasterData = {
  ledgerAccounts: ['7140', '7142', '2910'].map((number) => ({ number, name: number, postable: true })),
  dimensions: { costCenter: [{ code: '310', name: '310', postable: true }] },
};

function orgOf(settings: unknown): number {
  return typeof settings === 'object' && settings !== null && 'org' in settings ? Number(settings.org) : 0;
}
