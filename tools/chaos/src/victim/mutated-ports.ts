import type { AccountingGateway, GatewayProvider } from '@bilag/core';
import type { Bug } from './bug.ts';
import type { FragilePorts } from './fragile-ports.ts';

/** The ports with one bug in them. */
export function mutatedPorts<Ports extends FragilePorts>(ports: Ports, bug: Bug): Ports {
  const mutated = { ...ports, ...bug.ports?.(ports) };
  return bug.gateway === undefined ? mutated : { ...mutated, gateways: mutatedGateways(mutated.gateways, bug.gateway) };
}

/** One around each gateway, as callers may tell gateways apart. */
function mutatedGateways(gateways: GatewayProvider, bug: NonNullable<Bug['gateway']>): GatewayProvider {
  const known = new WeakMap<AccountingGateway, AccountingGateway>();
  return {
    async gatewayFor(integration) {
      const gateway = await gateways.gatewayFor(integration);
      const mutated = known.get(gateway) ?? bug(gateway, integration.organizationId);
      known.set(gateway, mutated);
      return mutated;
    },
  };
}
