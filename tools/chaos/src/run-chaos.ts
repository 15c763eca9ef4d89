import { setTimeout as pause } from 'node:timers/promises';
import { createApprovingApp } from './approving-app.ts';
import { openEntries, readAuditStory } from './audit-story.ts';
import { createChance } from './chance.ts';
import { createChanges } from './changes.ts';
import type { Child } from './children.ts';
import { createClaims } from './claims.ts';
import { diagnose } from './diagnose.ts';
import { cutWaitsShort } from './drain.ts';
import { createFeeder } from './feeder.ts';
import { judgeLedger, type LedgerVerdict, ledgerFaults } from './ledger-oracle.ts';
import type { ChaosOptions } from './options.ts';
import { byTurns, connect, latestWorkMs, mappings, openOrganizations } from './organizations.ts';
import { nameOf, type Plan, planChaos } from './plan.ts';
import type { ChaosResult } from './report.ts';
import { watchTakeovers } from './takeovers.ts';
import { createTally, type Tally } from './tally.ts';
import { until } from './until.ts';
import { letStrike } from './weather.ts';
import { deathName, freezeName, keepSlot, type Strikes } from './worker-slot.ts';
import { startWorld, type World } from './world.ts';

/** The longest wait for one strike, and after the last one until everything is booked; in milliseconds. */
const patienceMs = 300_000;
const drainMs = 240_000;

/** By how much of their number the strikes of the weather may lag behind the deaths. */
const mayLag = 0.05;
const isKill = (name: string) => name.startsWith('kill -9');
const isWeather = (name: string) => !isKill(name) && !name.startsWith('SIGSTOP');

/**
 * Kills, freezes and cuts off the processes of the service while approvals arrive, lets them finish, and compares the ledger with what was approved.
 * @throws when a strike could not be made or something never ended, with what everybody was doing then.
 */
export async function runChaos(options: ChaosOptions, world?: World): Promise<ChaosResult> {
  await using owned = new AsyncDisposableStack();
  const begun = performance.now();
  const place = world ?? owned.use(await startWorld());
  owned.defer(() => place.services.dismissWorkers());
  const chance = createChance(options.seed);
  const plan = planChaos(options.kills, chance);
  const organizations = await openOrganizations(byTurns(options.organizations), 'chaos', place.mock);
  owned.defer(() => organizations.forEach((it) => it.wire.close()));
  const ids = organizations.map((it) => it.id);
  await Promise.all(organizations.map((it) => connect(place.admin, it)));
  const tally = plannedTally(plan);
  const app = createApprovingApp(place, chance);
  const changes = createChanges(app, chance);
  let isOver = false;
  const feeder = createFeeder({
    records: options.records,
    organizations,
    claim: createClaims(chance),
    app,
    changes,
    chance,
    progress: () => tally.share(),
    isOver: () => isOver,
  });
  const strikes: Strikes = {
    world: place,
    chance,
    tally,
    feeder,
    takeovers: watchTakeovers(place.database),
    organizations,
    patienceMs,
    isWeatherBehind: () => !isOver && tally.share(isWeather) < tally.share(isKill) - mayLag,
  };
  const striking = performance.now();
  try {
    const deaths = [...plan.deaths];
    const slots = Array.from({ length: options.workers }, (_, at) =>
      keepSlot(deaths, at < options.workers / 2, strikes),
    );
    await Promise.all([...slots, letAllStrike(plan, strikes, () => isOver), feeder.run()]);
    const drained = performance.now();
    await drain(place, ids);
    // What somebody gave up may still be booked; a proof that looked away too early would miss it.
    await pause(latestWorkMs);
    const ledger = judgeLedger(app, await place.mock.ledger(), organizations);
    const audit = await readAuditStory(
      place.database,
      ids,
      mappings.map((it) => it.toll),
      ledger,
    );
    const takeovers = await strikes.takeovers.count();
    const rows = tally.rows();
    const seconds = (from: number, to: number) => Math.round((to - from) / 1000);
    return {
      options,
      strikes: rows,
      kills: rows.filter(({ name }) => name.includes('kill')).reduce((sum, { done }) => sum + done, 0),
      takeovers,
      ledger,
      audit,
      changes: changes.counts(),
      knownAgain: app.knownAgain(),
      repeats: app.repeats(),
      futileStarts: place.services.futileStarts(),
      seconds: {
        start: seconds(begun, striking),
        strikes: seconds(striking, drained),
        rest: seconds(drained, performance.now()),
      },
      faults: [
        ...rows.flatMap(({ name, done, planned }) =>
          done === planned ? [] : [`${name}: ${done} of ${planned} struck.`],
        ),
        ...ledgerFaults(ledger, true),
        ...audit.faults.slice(0, 20),
        ...(app.stored.size < options.records ? [`Only ${app.stored.size} approvals were stored.`] : []),
        ...idleChanges(ledger, changes.counts()),
        ...place.children.list().flatMap(crashOf),
      ],
    };
  } catch (error) {
    throw new Error(await diagnose(place, ids, tally), { cause: error });
  } finally {
    isOver = true;
  }
}

/** Claims must have been changed in every way, before their vouchers were booked and after. */
function idleChanges({ takenBack, neverBooked }: LedgerVerdict, counts: ChaosResult['changes']): readonly string[] {
  const all = { ...counts, 'taken back': takenBack, 'never booked': neverBooked };
  return Object.entries(all).flatMap(([what, count]) => (count > 0 ? [] : [`No claim was ${what}.`]));
}

function plannedTally({ deaths, weather }: Plan): Tally {
  const tally = createTally();
  for (const death of deaths) {
    tally.plan(deathName(death));
    if (death.frozenAt !== undefined) tally.plan(freezeName(death));
  }
  for (const it of weather) tally.plan(nameOf(it));
  return tally;
}

/** Three at a time, and no faster than processes die, so that the weather lasts to the end. */
async function letAllStrike({ weather }: Plan, strikes: Strikes, isOver: () => boolean): Promise<void> {
  const left = [...weather];
  const one = async () => {
    for (let it = left.shift(); it !== undefined; it = left.shift()) {
      const share = (weather.length - left.length - 3) / weather.length;
      while (!isOver() && strikes.tally.share(isKill) < share) await pause(50);
      if (isOver()) return;
      await withPatience(nameOf(it), letStrike(it, strikes));
    }
  };
  await Promise.all([one(), one(), one()]);
}

async function withPatience(name: string, strike: Promise<void>): Promise<void> {
  const late = new AbortController();
  const tooLate = pause(patienceMs, undefined, { signal: late.signal, ref: false }).then(() => {
    throw new Error(`«${name}» found nothing to strike.`);
  });
  tooLate.catch(() => undefined);
  try {
    await Promise.race([strike, tooLate]);
  } finally {
    late.abort();
  }
}

/** Waits until nothing is under way any more. */
async function drain({ database }: World, ids: readonly string[]): Promise<void> {
  await until(
    'everything to be booked',
    drainMs,
    async () => {
      await cutWaitsShort(database, ids);
      const open = await openEntries(database, ids);
      return Object.keys(open).every((state) => state === 'held');
    },
    400,
  );
}

/** A process that ended by itself; those that were killed have been counted, and starts while the database was away were repeated. */
function crashOf(child: Child): readonly string[] {
  const ending = child.ending();
  if (ending === undefined || ending === 'SIGKILL') return [];
  if (ending === '1' && child.lines('Bilag listens').length === 0) return [];
  return [`${child.name} ended by itself (${ending}): ${child.lastWords().slice(-800)}`];
}
