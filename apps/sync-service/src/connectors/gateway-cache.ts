import type { AccountingGateway, GatewayProvider, Integration } from '@bilag/core';

/** Gateways by organization, opened once per version of their configuration. */
export interface GatewayCache extends GatewayProvider {
  close(): Promise<void>;
}

interface Opened {
  readonly organizationId: string;
  readonly gateway: Promise<AccountingGateway>;
  leaving?: NodeJS.Timeout;
}

/**
 * One gateway per organization and version of its configuration, so that tokens, connections and pacing are shared by all its calls. Another version
 * opens another one; the former is closed once a call that began with it must have ended. One that could not be opened is tried afresh.
 */
export function createGatewayCache(open: (integration: Integration) => Promise<AccountingGateway>): GatewayCache {
  const byVersion = new Map<string, Opened>();
  const forget = async (version: string, opened: Opened): Promise<void> => {
    clearTimeout(opened.leaving);
    if (byVersion.get(version) === opened) byVersion.delete(version);
    const gateway = await opened.gateway.catch(() => undefined);
    await gateway?.close();
  };
  const letGo = async (version: string, opened: Opened): Promise<void> => {
    const { traits } = await opened.gateway;
    const close = () => void forget(version, opened).catch(() => undefined);
    const longestMs = Math.max(traits.longestOperationMs, traits.longestLookUpMs);
    opened.leaving ??= setTimeout(close, longestMs + closingMarginMs).unref();
  };
  return {
    async gatewayFor(integration) {
      const { organizationId, connector, configVersion, credentialVersion } = integration;
      const version = JSON.stringify([organizationId, connector, configVersion, credentialVersion]);
      const known = byVersion.get(version);
      if (known !== undefined) return await known.gateway;
      const opened: Opened = { organizationId, gateway: open(integration) };
      for (const [other, former] of byVersion) {
        if (former.organizationId === organizationId) void letGo(other, former).catch(() => undefined);
      }
      byVersion.set(version, opened);
      try {
        return await opened.gateway;
      } catch (error) {
        await forget(version, opened);
        throw error;
      }
    },
    async close() {
      await Promise.all([...byVersion].map(([version, opened]) => forget(version, opened)));
    },
  };
}

/** How much longer than its longest operation or look-up a former gateway stays open, in milliseconds. */
const closingMarginMs = 60_000;
