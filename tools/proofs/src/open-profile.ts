import { type ConnectorPlugin, type ErpCall, openGateway } from '@bilag/core';
import type { LedgerVoucher, MockErp } from '@bilag/mock-erp';
import type { OpenProfile } from './profile.ts';

/** What differs from profile to profile. */
interface ProfileParts extends Pick<OpenProfile, 'codes' | 'book' | 'arrivesAs'> {
  readonly plugin: ConnectorPlugin;
  readonly settings: object;
  readonly credentials: object;
  /** Whose ledger in the mock. */
  readonly system: LedgerVoucher['system'];
}

/** Waits that fit a proof: long enough for a machine that does other work besides. In milliseconds. */
const timing = { requestTimeoutMs: 60_000, settlingMs: 1_200_000, bookingPollMs: 500 };

/** Opens a profile against a mock ERP, which is closed with it; every request is counted. */
export function openProfile(mock: MockErp, parts: ProfileParts): OpenProfile {
  const { plugin, settings, credentials, system, codes, book, arrivesAs } = parts;
  const calls: ErpCall[] = [];
  const gateway = openGateway(
    plugin,
    { settings: { ...settings, timing }, credentials },
    {
      extraCaCertificates: [mock.caCertificate],
      allowLoopback: true,
      onCall: (call) => void calls.push(call),
    },
  );
  return {
    gateway,
    codes,
    calls,
    book,
    arrivesAs,
    ledger: () => mock.world.ledger.list({ system }),
    async [Symbol.asyncDispose]() {
      await gateway.close();
      await mock.close();
    },
  };
}

/** Cut to a number of UTF-16 units, never inside a character. */
export function cutTo(units: number, text: string): string {
  return text.slice(0, units).replace(/[\uD800-\uDBFF]$/, '');
}
