import {
  type AccountingGateway,
  type ConnectorHost,
  openGateway,
  type PostOutcome,
  parseCalendarDate,
  SyncError,
  type Voucher,
} from '@bilag/core';
import {
  BUSINESS_CENTRAL_SEED,
  type LoggedRequest,
  type MockErp,
  type MockErpOptions,
  startMockErp,
} from '@bilag/mock-erp';
import { dynamicsPlugin } from '../../src/index.ts';

/** Changes of what is saved for an organization. */
export type Changes = Readonly<Record<string, unknown>>;

/** A product that the sandbox stands for. */
export interface SandboxProduct {
  readonly system: 'business-central' | 'finance';
  /** What an organization saves, pointed at the mock. */
  readonly settingsFor: (mock: MockErp, changes: Changes) => object;
}

/** The sandbox and gateways to it. */
export interface DynamicsSandbox extends AsyncDisposable {
  readonly mock: MockErp;
  readonly gateway: AccountingGateway;
  open(settings?: Changes, credentials?: object): AccountingGateway;
  /** Posts under a batch key of its own, or the given one. */
  post(vouchers: readonly Voucher[], gateway?: AccountingGateway, batchKey?: string): Promise<Posted>;
  timesBooked(voucher: Voucher): number;
  /** The requests of an operation, oldest first. */
  requests(operation: string): readonly LoggedRequest[];
}

interface Posted {
  readonly batchKey: string;
  readonly of: (voucher: Voucher) => PostOutcome | undefined;
}

const { bilagApp } = BUSINESS_CENTRAL_SEED;

export const goodCredentials = { clientId: bilagApp.clientId, clientSecret: bilagApp.secret };

export const patience = (ms = 20_000) => ({ signal: AbortSignal.timeout(ms) });

/** What the gateway of a sandbox trusts. */
export const hostOf = (mock: MockErp): ConnectorHost => ({
  allowLoopback: true,
  extraCaCertificates: [mock.caCertificate],
});

let batches = 0;

/** A running mock and a gateway to one product of it; closing the sandbox closes all gateways that it opened. `more` is for the host of them all. */
export async function openDynamicsSandbox(
  { system, settingsFor }: SandboxProduct,
  options: MockErpOptions,
  settings: Changes,
  more: Partial<ConnectorHost> = {},
): Promise<DynamicsSandbox> {
  const mock = await startMockErp(options);
  const opened: AccountingGateway[] = [];
  const host = { ...hostOf(mock), ...more };
  const open = (changes: Changes = {}, credentials: object = goodCredentials) => {
    const gateway = openGateway(dynamicsPlugin, { settings: settingsFor(mock, changes), credentials }, host);
    opened.push(gateway);
    return gateway;
  };
  const standard = open(settings);
  return {
    mock,
    gateway: standard,
    open,
    async post(vouchers, gateway = standard, batchKey = `KEY${String((batches += 1)).padStart(13, '0')}`) {
      const rendered = vouchers.map((it) => gateway.render(it));
      const answers = await gateway.postVouchers(rendered, { ...patience(), batchKey });
      return { batchKey, of: ({ reference }) => answers.get(reference) };
    },
    timesBooked: ({ reference }) => mock.world.ledger.list({ system, reference }).length,
    requests: (operation) =>
      mock.world.requests
        .list()
        .filter((it) => it.operation === operation)
        .toReversed(),
    async [Symbol.asyncDispose]() {
      await Promise.all(opened.map((it) => it.close()));
      await mock.close();
    },
  };
}

/** What a gateway answers about one voucher. */
export async function look(gateway: AccountingGateway, { reference }: Voucher, batchKey: string | null = null) {
  return (await gateway.findVouchers([{ reference, batchKey }], patience())).get(reference);
}

/** The failure of a call that has to fail. */
export async function failureOf(call: Promise<unknown>): Promise<SyncError> {
  const error: unknown = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof SyncError) return error;
  throw new Error('The call did not fail with a SyncError', { cause: error });
}

/** What the gateway lists of the days from one to another; nothing where it has no list. */
export async function listedBy(gateway: AccountingGateway, from: string, to: string) {
  const range = { from: parseCalendarDate(from), to: parseCalendarDate(to) };
  return (await gateway.listReferences?.(range, patience())) ?? [];
}
