import { type AccountingGateway, openGateway, type PostOutcome, SyncError, type Voucher } from '@bilag/core';
import { aVoucher, type VoucherTraits } from '@bilag/core/testing';
import {
  BUSINESS_CENTRAL_SEED,
  type LoggedRequest,
  type MockErp,
  type MockErpOptions,
  type MockSeed,
  startMockErp,
} from '@bilag/mock-erp';
import { dynamicsPlugin } from '../../../src/index.ts';

export const seed: MockSeed['businessCentral'] = BUSINESS_CENTRAL_SEED;

/** Codes that the sandbox knows. */
export const codes = { debitAccount: '7140', creditAccount: '2910', costCenter: '100', unknownAccount: '9999' };

/** A valid voucher for the sandbox. */
export const valid = (traits: VoucherTraits = {}): Voucher => aVoucher({ ...codes, ...traits });

export const patience = (ms = 20_000) => ({ signal: AbortSignal.timeout(ms) });

/** The sandbox and gateways to it. */
export interface Sandbox extends AsyncDisposable {
  readonly mock: MockErp;
  readonly gateway: AccountingGateway;
  open(settings?: Readonly<Record<string, unknown>>, credentials?: object): AccountingGateway;
  /** Posts under a batch key of its own, or the given one. */
  post(vouchers: readonly Voucher[], gateway?: AccountingGateway, batchKey?: string): Promise<Posted>;
  timesBooked(voucher: Voucher): number;
  /** The requests of an operation, oldest first. */
  requests(operation: string): readonly LoggedRequest[];
}

export interface Posted {
  readonly batchKey: string;
  readonly of: (voucher: Voucher) => PostOutcome | undefined;
}

/** What the demo saves for an organization, pointed at the sandbox. */
export function settingsFor(mock: MockErp, changes: Readonly<Record<string, unknown>> = {}) {
  return {
    profile: 'business-central',
    apiUrl: mock.urls.businessCentral,
    authorityHost: mock.urls.entraAuthority,
    tenantId: seed.tenantId,
    environment: seed.environment,
    companyId: seed.company.id,
    dimensions: { costCenter: 'KOSTNADSSTED', project: 'PROSJEKT' },
    post: true,
    timing: { requestTimeoutMs: 5_000, settlingMs: 3_000, bookingPollMs: 500 },
    ...changes,
  };
}

const goodCredentials = { clientId: seed.bilagApp.clientId, clientSecret: seed.bilagApp.secret };

let batches = 0;

export async function openSandbox(
  options: MockErpOptions = {},
  settings: Readonly<Record<string, unknown>> = {},
): Promise<Sandbox> {
  const mock = await startMockErp(options);
  const opened: AccountingGateway[] = [];
  const open = (changes: Readonly<Record<string, unknown>> = {}, credentials: object = goodCredentials) => {
    const gateway = openGateway(
      dynamicsPlugin,
      { settings: settingsFor(mock, changes), credentials },
      { allowLoopback: true, extraCaCertificates: [mock.caCertificate] },
    );
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
    timesBooked: ({ reference }) => mock.world.ledger.list({ system: 'business-central', reference }).length,
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
