import type { AccountingGateway, GatewayProvider } from '@bilag/core';
import type { MutantName } from './failpoint-plan.ts';
import type { FragilePorts } from './fragile-ports.ts';
import { gatewayBugs } from './gateway-bugs.ts';
import { outboxBugs } from './outbox-bugs.ts';

/** The ports with one bug in them, or as they are. Whenever the bug has changed something, that is told. */
export function mutatedPorts<Ports extends FragilePorts>(
  ports: Ports,
  mutant: MutantName | undefined,
  tell: (what: string) => void,
): Ports {
  if (mutant === undefined) return ports;
  const show = () => tell(`mutant ${mutant}`);
  const [gatewayBug, outboxBug] = [gatewayBugs(show)[mutant], outboxBugs(show)[mutant]];
  return {
    ...ports,
    outbox: outboxBug === undefined ? ports.outbox : outboxBug(ports.outbox),
    gateways: gatewayBug === undefined ? ports.gateways : mutatedGateways(ports.gateways, gatewayBug),
  };
}

function mutatedGateways(gateways: GatewayProvider, bug: (it: AccountingGateway) => AccountingGateway) {
  const mutated = new WeakMap<AccountingGateway, AccountingGateway>();
  return {
    async gatewayFor(integration: Parameters<GatewayProvider['gatewayFor']>[0]) {
      const gateway = await gateways.gatewayFor(integration);
      const known = mutated.get(gateway) ?? bug(gateway);
      mutated.set(gateway, known);
      return known;
    },
  };
}
