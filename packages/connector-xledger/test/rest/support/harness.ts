import {
  type AccountingGateway,
  type JournalLine,
  money,
  openGateway as openWith,
  type Voucher,
  type VoucherQuery,
  type VoucherReference,
  voucher,
} from '@bilag/core';
import { aVoucher } from '@bilag/core/testing';
import { type MockErpOptions, XLEDGER_OWNER_DB_ID, XLEDGER_REST_CLIENTS } from '@bilag/mock-erp';
import { xledgerConnector } from '../../../src/index.ts';
import { developmentHost, openMockWith, patience, timing } from '../../support/harness.ts';

/** What an organization's settings look like, apart from its addresses. */
export const settings = {
  profile: 'rest',
  ledgerId: String(XLEDGER_OWNER_DB_ID),
  dimensions: { costCenter: 'COST_CENTER', project: 'PROJECT' },
  timing,
};

/** Where a gateway listens. */
export interface Addresses {
  readonly baseUrl: string;
  readonly tokenUrl: string;
}

/** The addresses of the mock, or of a stranger before it. */
export const addressesAt = (url: string): Addresses => ({ baseUrl: url, tokenUrl: `${url}/oauth2/token` });

/** Credentials of a client of the mock. */
export const credentialsOf = ({ clientId, secret }: { readonly clientId: string; readonly secret: string }) => ({
  clientId,
  clientSecret: secret,
});

/** A gateway at these addresses, by default as a client that may do everything. */
export function openGateway(
  addresses: Addresses,
  more: object = {},
  credentials: unknown = credentialsOf(XLEDGER_REST_CLIENTS.full),
): AccountingGateway {
  const config = { settings: { ...settings, ...addresses, ...more }, credentials };
  return openWith(xledgerConnector, config, developmentHost);
}

/** A running mock and a gateway to it; both end with the scope. */
export function openMock(options: MockErpOptions = {}, more: object = {}) {
  return openMockWith(options, ({ urls }) => openGateway(addressesAt(urls.xledgerRest), more));
}

/** Posts vouchers and gives what became of each, in their order. */
export async function post(gateway: AccountingGateway, vouchers: readonly Voucher[], bounds = patience()) {
  const answers = await gateway.postVouchers(
    vouchers.map((it) => gateway.render(it)),
    bounds,
  );
  return vouchers.map(({ reference }) => answers.get(reference));
}

/** Posts one voucher. */
export async function postOne(gateway: AccountingGateway, it: Voucher = aVoucher(), bounds = patience()) {
  return (await post(gateway, [it], bounds))[0];
}

/** Looks one voucher up; `sentPayload` and what was answered as the engine would know it. */
export async function find(
  gateway: AccountingGateway,
  reference: VoucherReference,
  sentPayload?: string,
  known: Pick<VoucherQuery, 'erpReference'> = {},
) {
  const query = { reference, batchKey: null, ...(sentPayload === undefined ? {} : { sentPayload }), ...known };
  return (await gateway.findVouchers([query], patience())).get(reference);
}

/** A voucher whose first line is changed, and its last one too when asked for. */
export function changed(first: Partial<JournalLine>, last: Partial<JournalLine> = {}, it = aVoucher()): Voucher {
  const lines = it.lines.map((line, at) => {
    if (at === 0) return { ...line, ...first };
    return at === it.lines.length - 1 ? { ...line, ...last } : line;
  });
  return voucher({ ...it, lines });
}

/** A voucher of so many lines; every amount is another one. */
export function manyLines(count: number): Voucher {
  const it = aVoucher({ debits: Array.from({ length: count - 1 }, (_none, at) => BigInt(at + 1)) });
  return it;
}

/** An amount in NOK. */
export const nok = (minor: bigint) => money('NOK', minor);
