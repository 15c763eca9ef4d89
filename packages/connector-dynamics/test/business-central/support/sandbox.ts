import { type Voucher, voucher } from '@bilag/core';
import { aVoucher, type VoucherTraits } from '@bilag/core/testing';
import { BUSINESS_CENTRAL_SEED, type MockErp, type MockErpOptions, type MockSeed } from '@bilag/mock-erp';
import { type Changes, type DynamicsSandbox, openDynamicsSandbox } from '../../support/sandbox.ts';

export const seed: MockSeed['businessCentral'] = BUSINESS_CENTRAL_SEED;

/** Codes that the sandbox knows. */
export const codes = { debitAccount: '7140', creditAccount: '2910', costCenter: '100', unknownAccount: '9999' };

/** A valid voucher for the sandbox. */
export const valid = (traits: VoucherTraits = {}): Voucher => aVoucher({ ...codes, ...traits });

/** The voucher, a valid one, with a VAT code on its debits. */
export function withTaxCode(taxCode: string, made: Voucher = valid()): Voucher {
  return voucher({ ...made, lines: made.lines.map((line) => (line.amount.minor > 0n ? { ...line, taxCode } : line)) });
}

/** The voucher, a valid one, with its credit on a payee's own account. */
export function onVendor(
  number: string,
  made: Voucher = valid(),
  ledgerAccount: string = seed.payablesAccount,
): Voucher {
  const lines = made.lines.map((line) =>
    line.amount.minor < 0n ? { ...line, ledgerAccount, subledger: number } : line,
  );
  return voucher({ ...made, lines });
}

/** The sandbox and gateways to it. */
export type Sandbox = DynamicsSandbox;

/** What the demo saves for an organization, pointed at the sandbox. */
function settingsFor(mock: MockErp, changes: Changes) {
  return {
    profile: 'business-central',
    apiUrl: mock.urls.businessCentral,
    authorityHost: mock.urls.entraAuthority,
    tenantId: seed.tenantId,
    environment: seed.environment,
    companyId: seed.company.id,
    dimensions: { costCenter: 'KOSTNADSSTED', project: 'PROSJEKT' },
    journalTemplate: 'GENERAL',
    payablesAccount: seed.payablesAccount,
    post: true,
    timing: { requestTimeoutMs: 5_000, settlingMs: 3_000, bookingPollMs: 500 },
    ...changes,
  };
}

/** The mock's Business Central and a gateway to it. */
export function openSandbox(options: MockErpOptions = {}, settings: Changes = {}): Promise<Sandbox> {
  return openDynamicsSandbox({ system: 'business-central', settingsFor }, options, settings);
}
