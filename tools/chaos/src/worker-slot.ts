import { setTimeout as pause } from 'node:timers/promises';
import type { Chance } from './chance.ts';
import type { Child } from './children.ts';
import type { Feeder } from './feeder.ts';
import type { Organization } from './organizations.ts';
import type { Death } from './plan.ts';
import type { Takeovers } from './takeovers.ts';
import type { Tally } from './tally.ts';
import { until } from './until.ts';
import type { World } from './world.ts';

/** What the strikes on workers need. */
export interface Strikes {
  readonly world: World;
  readonly chance: Chance;
  readonly tally: Tally;
  readonly feeder: Feeder;
  readonly takeovers: Takeovers;
  readonly organizations: readonly Organization[];
  /** The longest wait for one strike, in milliseconds. */
  readonly patienceMs: number;
  /** Workers die faster than the rest strikes: somebody has to live, so that there is a call to strike. */
  readonly isWeatherBehind: () => boolean;
}

/** How a death and a freezing are called in the report. */
export const deathName = ({ at }: Death) => `kill -9 ${at === 'any moment' ? 'at any moment' : at.point}`;
export const freezeName = ({ frozenAt }: Death) =>
  `SIGSTOP ${frozenAt === 'any moment' ? 'at any moment' : frozenAt}, past the lease`;

/**
 * Keeps one place for a worker filled: whoever dies there is replaced at once, and in the end somebody stays who is left alone. Where nobody may freeze there
 * is always somebody to take over.
 */
export async function keepSlot(deaths: Death[], mayFreeze: boolean, strikes: Strikes): Promise<void> {
  for (;;) {
    const at = deaths.findIndex(({ frozenAt }) => frozenAt === undefined || mayFreeze);
    const [death] = at < 0 ? [] : deaths.splice(at, 1);
    if (death === undefined) break;
    await liveAndDie(death, strikes);
  }
  await strikes.world.services.startWorker([]);
}

async function liveAndDie(death: Death, strikes: Strikes): Promise<void> {
  const { world, tally } = strikes;
  const { at, frozenAt } = death;
  const failpoints = [
    ...(frozenAt === undefined || frozenAt === 'any moment' ? [] : [`${frozenAt}:stop`]),
    ...(at === 'any moment' ? [] : [`${at.point}:kill@${at.nth}`]),
  ];
  const worker = await world.services.startWorker(failpoints);
  if (frozenAt !== undefined) await freeze(worker, death, strikes);
  if (at === 'any moment') {
    while (strikes.isWeatherBehind()) await pause(200);
    await untilItHoldsALane(worker, strikes);
    worker.signal('SIGKILL');
  } else {
    await until(`${worker.name} to die ${at.point}`, strikes.patienceMs, () => {
      const ending = worker.ending();
      // Again and again, as a lane may be waiting for a dead worker's lease to end.
      if (ending === undefined) keepBusy(at.point === 'in-read-master-data', strikes);
      return ending;
    });
  }
  const ending = await worker.ended();
  const told = at === 'any moment' ? ending : worker.lines(`BILAG_FAILPOINT ${at.point} kill`)[0];
  if (ending !== 'SIGKILL' || told === undefined) {
    throw new Error(`${worker.name} ended by ${ending} and not as planned: ${worker.lastWords()}`);
  }
  const owner = ownerOf(worker);
  if (owner !== undefined) await strikes.takeovers.note(owner);
  tally.struck(deathName(death));
}

/** Frozen until others have all of its lanes; only that counts. Then it goes on as if nothing had happened. */
async function freeze(worker: Child, death: Death, strikes: Strikes): Promise<void> {
  const { frozenAt } = death;
  if (frozenAt === 'any moment') {
    await untilItHoldsALane(worker, strikes);
    worker.signal('SIGSTOP');
  } else {
    await until(`${worker.name} to freeze ${frozenAt}`, strikes.patienceMs, () => {
      if (worker.ending() !== undefined) throw new Error(`${worker.name} ended by ${worker.ending()} before it froze.`);
      return worker.lines(`BILAG_FAILPOINT ${frozenAt} stop`)[0];
    });
  }
  const owner = ownerOf(worker) ?? '';
  const held = await strikes.takeovers.note(owner);
  // Something is due in each of them then, so that others want it.
  for (const it of strikes.organizations.filter(({ id }) => held.includes(id))) strikes.feeder.ask(it);
  if (held.length > 0) {
    await until(
      `somebody to take over from ${worker.name}`,
      strikes.patienceMs,
      () => strikes.takeovers.isTaken(owner),
      200,
    );
    strikes.tally.struck(freezeName(death));
  }
  worker.signal('SIGCONT');
  if (held.length === 0) await freeze(worker, { ...death, frozenAt: 'any moment' }, strikes);
}

/** At a moment that nobody has chosen, while it has something to lose. */
async function untilItHoldsALane(worker: Child, { world, chance, patienceMs }: Strikes): Promise<void> {
  const holds = async () => {
    if (worker.ending() !== undefined)
      throw new Error(`${worker.name} ended by ${worker.ending()}: ${worker.lastWords()}`);
    const owner = ownerOf(worker);
    if (owner === undefined) return false;
    const rows = await world.database.query('select from bilag.lanes where owner = $1 limit 1', [owner]);
    return rows.length > 0;
  };
  await until(`${worker.name} to hold a lane`, patienceMs, holds);
  await new Promise((resolve) => void setTimeout(resolve, chance.between(0, 120)));
}

/** Has something arrive at an organization now and then, so that a worker with nothing to do is not waited for. */
function keepBusy(isUnfit: boolean, { chance, feeder, organizations }: Strikes): void {
  if (!chance.percent(3)) return;
  for (const it of chance.shuffled(organizations).slice(0, 1)) feeder.ask(it, isUnfit);
}

function ownerOf(worker: Child): string | undefined {
  return worker.lines('BILAG_FAILPOINT owner ')[0]?.split(' ')[2];
}
