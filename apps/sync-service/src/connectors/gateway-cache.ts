import type { AccountingGateway, GatewayProvider, Integration } from '@bilag/core';

/** Gateways by organization, opened once per version of their configuration. */
export interface GatewayCache extends GatewayProvider {
  close(): Promise<void>;
}

interface Opened {
  readonly version: string;
  readonly gateway: Promise<AccountingGateway>;
}

/**
 * One gateway per organization, so that tokens, connections and pacing are shared by all its calls. A changed configuration opens another one and
 * closes the former; one that could not be opened is tried afresh.
 */
export function createGatewayCache(open: (integration: Integration) => Promise<AccountingGateway>): GatewayCache {
  const byOrganization = new Map<string, Opened>();
  const forget = async (organizationId: string, opened: Opened): Promise<void> => {
    if (byOrganization.get(organizationId) === opened) byOrganization.delete(organizationId);
    const gateway = await opened.gateway.catch(() => undefined);
    await gateway?.close();
  };
  return {
    async gatewayFor(integration) {
      const { organizationId, connector, configVersion, credentialVersion } = integration;
      const version = `${connector} ${configVersion} ${credentialVersion}`;
      const known = byOrganization.get(organizationId);
      if (known?.version === version) return await known.gateway;
      const opened = { version, gateway: open(integration) };
      byOrganization.set(organizationId, opened);
      if (known !== undefined) void forget(organizationId, known).catch(() => undefined);
      try {
        return await opened.gateway;
      } catch (error) {
        await forget(organizationId, opened);
        throw error;
      }
    },
    async close() {
      await Promise.all([...byOrganization].map(([organizationId, opened]) => forget(organizationId, opened)));
    },
  };
}
