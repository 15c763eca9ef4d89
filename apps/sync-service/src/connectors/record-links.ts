import { type ConnectorPlugin, type IntegrationView, profileOf, type RecordLinks } from '@bilag/core';

type Connection = Pick<IntegrationView, 'connector' | 'settings' | 'tested'>;

interface Places {
  readonly integrations: { view(organizationId: string): Promise<Connection | undefined> };
  /** The connector of this name. @throws {SyncError} when there is none. */
  readonly load: (connector: string) => Promise<ConnectorPlugin>;
  /** An address with `{traceId}` in it. */
  readonly traceUrlTemplate?: string | undefined;
}

/** Links to records. A connector that cannot be loaded, or answers anything but an https address, links nowhere. */
export function createRecordLinks({ integrations, load, traceUrlTemplate }: Places): RecordLinks {
  return {
    async voucher(organizationId, { progress, reference, sentTo }) {
      if (progress.state !== 'synced' || sentTo === undefined) return null;
      const view = await integrations.view(organizationId);
      if (view === undefined || view.tested === null) return null;
      if (`${view.connector} ${view.tested.ledger.id}` !== sentTo) return null;
      try {
        const profile = profileOf(await load(view.connector), view.settings);
        return httpsOnly(profile.voucherLink?.(structuredClone(view.settings), reference));
      } catch {
        // A record is shown all the same.
        return null;
      }
    },
    trace: ({ traceId }) =>
      traceId === undefined || traceUrlTemplate === undefined
        ? null
        : traceUrlTemplate.replaceAll('{traceId}', traceId),
  };
}

/** What a plugin says is not believed: an address of another kind could be a script. */
function httpsOnly(address: unknown): string | null {
  const url = typeof address === 'string' ? URL.parse(address) : null;
  return url?.protocol === 'https:' && url.username === '' && url.password === '' ? url.href : null;
}
