import { type AccountingGateway, type ErpCall, type SettingsChoice, type Voucher, voucher } from '@bilag/core';
import { aVoucher, type VoucherTraits } from '@bilag/core/testing';
import {
  BUSINESS_CENTRAL_SEED,
  type FaultRule,
  type MockErp,
  type MockErpOptions,
  type NewFaultRule,
} from '@bilag/mock-erp';
import { financeProfile } from '../../../src/finance/finance-profile.ts';
import {
  type Changes,
  type DynamicsSandbox,
  goodCredentials,
  hostOf,
  openDynamicsSandbox,
  patience,
} from '../../support/sandbox.ts';

const { tenantId } = BUSINESS_CENTRAL_SEED;

/** Codes that the sandbox knows. */
export const codes = { debitAccount: '7140', creditAccount: '2910', costCenter: '110', unknownAccount: '9999' };

/** A valid voucher for the sandbox. */
export const valid = (traits: VoucherTraits = {}): Voucher => aVoucher({ ...codes, ...traits });

/** The same voucher with its lines changed, from the first on. */
export function withLines(it: Voucher, ...changes: readonly object[]): Voucher {
  return voucher({ ...it, lines: it.lines.map((line, at) => ({ ...line, ...changes[at] })) });
}

/** Asks for vouchers together as the engine does after a lost answer: it hands along what was sent. */
export async function lookKnowing(gateway: AccountingGateway, vouchers: readonly Voucher[], batchKey: string) {
  const queries = vouchers.map((it) => ({
    reference: it.reference,
    batchKey,
    sentPayload: gateway.render(it).payload,
  }));
  const found = await gateway.findVouchers(queries, patience());
  return (it: Voucher) => found.get(it.reference);
}

/** The sandbox and gateways to it. */
export interface Sandbox extends DynamicsSandbox {
  choices(settings?: Changes): Promise<readonly SettingsChoice[]>;
  /** What a person does later: posts every journal that has lines. */
  book(): Promise<void>;
  /** The next call of an operation goes wrong. */
  failOnce(operation: string, effect: NewFaultRule['effect']): FaultRule;
}

/** What an administrator saves, pointed at the sandbox. */
export function settingsFor(mock: MockErp, changes: Changes = {}) {
  return {
    profile: 'finance',
    environmentUrl: mock.urls.finance,
    authorityHost: mock.urls.entraAuthority,
    tenantId,
    company: 'hlf',
    journalName: 'GenJrn',
    dimensions: { costCenter: 'Kostnadssted', project: 'Prosjekt' },
    accountFormat: ['MainAccount', 'Kostnadssted', 'Prosjekt'],
    payablesAccount: '2400',
    timing: { requestTimeoutMs: 5_000, settlingMs: 3_000, bookingPollMs: 500 },
    ...changes,
  };
}

/** The mock's Finance & Operations and a gateway to it. */
export async function openSandbox(
  options: MockErpOptions = {},
  settings: object = {},
  onCall: (call: ErpCall) => void = () => undefined,
): Promise<Sandbox> {
  const sandbox = await openDynamicsSandbox({ system: 'finance', settingsFor }, options, { ...settings }, { onCall });
  const { mock } = sandbox;
  return {
    ...sandbox,
    choices: async (changes = {}) =>
      (await financeProfile.choices?.(
        { settings: settingsFor(mock, changes), credentials: goodCredentials },
        { ...hostOf(mock), onCall },
        patience(),
      )) ?? [],
    async book() {
      for (const { header, lines } of mock.finance.journals()) {
        if (lines.length === 0 || header['IsPosted'] === 'Yes') continue;
        await mock.finance.post(String(header['dataAreaId']), String(header['JournalBatchNumber']));
      }
    },
    failOnce: (operation, effect) => mock.world.faults.add({ operation, effect, times: 1 }),
  };
}
