import type { AccountingGateway, GatewayProvider, OutboxStore } from '@bilag/core';
import type { FragilePorts } from './fragile-ports.ts';
import type { Striker } from './striker.ts';

/** The same ports with the points of `failpoints.ts` in them. The name under which the process leases lanes is told once, so that they can be found. */
export function failingPorts<Ports extends FragilePorts>(ports: Ports, striker: Striker): Ports {
  return { ...ports, outbox: failingOutbox(ports.outbox, striker), gateways: failingGateways(ports.gateways, striker) };
}

function failingOutbox(outbox: OutboxStore, { pass, tell }: Striker): OutboxStore {
  let told = '';
  return {
    ...outbox,
    async leaseLanes(request) {
      if (told !== request.owner) tell(`owner ${request.owner}`);
      told = request.owner;
      const lanes = await outbox.leaseLanes(request);
      if (lanes.length > 0) pass('after-lease');
      return lanes;
    },
    async openAttempts(lane, intents, operationMs) {
      pass('before-intent');
      const grant = await outbox.openAttempts(lane, intents, operationMs);
      if (typeof grant === 'object') pass('after-intent');
      return grant;
    },
    async recordOutcomes(lane, outcomes) {
      pass('before-record');
      const done = await outbox.recordOutcomes(lane, outcomes);
      if (done) pass('after-record');
      return done;
    },
  };
}

/** One around each gateway, as callers may tell gateways apart. */
function failingGateways(gateways: GatewayProvider, striker: Striker): GatewayProvider {
  const wrapped = new WeakMap<AccountingGateway, AccountingGateway>();
  return {
    async gatewayFor(integration) {
      const gateway = await gateways.gatewayFor(integration);
      const known = wrapped.get(gateway) ?? failingGateway(gateway, striker);
      wrapped.set(gateway, known);
      return known;
    },
  };
}

function failingGateway(gateway: AccountingGateway, { pass }: Striker): AccountingGateway {
  return {
    ...gateway,
    async readMasterData(context) {
      pass('in-read-master-data');
      return await gateway.readMasterData(context);
    },
    async findVouchers(queries, context) {
      pass('before-find');
      const found = await gateway.findVouchers(queries, context);
      pass('after-find');
      return found;
    },
    async postVouchers(batch, context) {
      pass('before-post');
      const answers = await gateway.postVouchers(batch, context);
      pass('after-post');
      return answers;
    },
  };
}
