import { fieldMapping, mappings, type Organization } from './organizations.ts';
import { nameOf, type Weather } from './plan.ts';
import type { Strikes } from './worker-slot.ts';

/** Lets one piece of weather strike; resolves when it has, and is over. */
export async function letStrike(weather: Weather, strikes: Strikes): Promise<void> {
  await act(weather, strikes);
  strikes.tally.struck(nameOf(weather));
}

async function act(weather: Weather, strikes: Strikes): Promise<void> {
  const { world, patienceMs, organizations, feeder, chance } = strikes;
  switch (weather.kind) {
    case 'erp': {
      const kind = weather.fault.operation.startsWith('bc.') ? 'business-central' : 'xledger';
      for (const it of some(
        organizations.filter((one) => one.kind === kind),
        strikes,
      ))
        feeder.ask(it);
      return await world.mock.strike(weather.fault, patienceMs);
    }
    case 'wire': {
      if (weather.wire === 'service → PostgreSQL') return await world.wires.database.strike(weather.fault);
      if (weather.wire === 'app → service') return await world.wires.app.strike(weather.fault);
      // A lane may be waiting for a dead worker's lease to end: the fault strikes whichever organization is served first.
      some(organizations, strikes).forEach((it) => feeder.ask(it));
      const others = new AbortController();
      await Promise.any(organizations.map((it) => it.wire.strike(weather.fault, others.signal)));
      return others.abort();
    }
    case 'postgres-restart':
      return await world.database.restartImmediately();
    case 'api-kill': {
      const ending = await world.replaceApi();
      if (ending !== 'SIGKILL') throw new Error(`The process that answers requests ended by ${ending}.`);
      return;
    }
    case 'disable-enable':
      for (const { id } of some(organizations, strikes)) {
        const address = `/v1/organizations/${id}/integration/enabled`;
        await changed(strikes, address, { enabled: false });
        await new Promise((resolve) => void setTimeout(resolve, chance.between(0, 500)));
        await changed(strikes, address, { enabled: true });
      }
      return;
    case 'new-mapping':
      for (const { id } of some(organizations, strikes)) {
        const address = `/v1/organizations/${id}/integration/mapping`;
        await changed(strikes, address, fieldMapping(mappings[1]));
        await changed(strikes, address, fieldMapping(mappings[0]));
        if (chance.percent(50)) await changed(strikes, address, fieldMapping(mappings[1]));
      }
  }
}

/** Three of them, so that one that is just not served keeps nobody waiting. */
function some(organizations: readonly Organization[], { chance }: Strikes): readonly Organization[] {
  return chance.shuffled(organizations).slice(0, 3);
}

/** Another piece of weather may change the mapping while an enabling tests it: the administrator is told so, and enables once more. */
async function changed(strikes: Strikes, address: string, body: object): Promise<void> {
  const { status, body: said } = await strikes.world.admin.insist('PUT', address, body);
  if (status === 409 && isNotTested(said)) return await changed(strikes, address, body);
  if (status >= 300) throw new Error(`PUT ${address} answered ${status}: ${JSON.stringify(said)}`);
}

const isNotTested = (said: unknown) =>
  typeof said === 'object' && said !== null && 'code' in said && said.code === 'INTEGRATION_NOT_TESTED';
