import { createApprovingApp } from './approving-app.ts';
import { isWaiting, openEntries, readAuditStory, tooEarly } from './audit-story.ts';
import { createChance } from './chance.ts';
import type { Child } from './children.ts';
import { createClaims, nextRevision } from './claims.ts';
import { cutWaitsShort } from './drain.ts';
import type { Hunt } from './hunt-result.ts';
import { judgeLedger, ledgerFaults } from './ledger-oracle.ts';
import { type Mutant, sceneOf } from './mutants.ts';
import { connect, latestWorkMs, mappings, openOrganizations } from './organizations.ts';
import { huntRestoreBug } from './restore-drill/restore-hunt.ts';
import { createStage } from './stage.ts';
import { until } from './until.ts';
import type { World } from './world.ts';

const patienceMs = 240_000;

/** When nothing has moved for so long although nothing is waited for, nothing will. In milliseconds. */
const stuckMs = 20_000;

/** When nothing has changed for so long, whatever is waited for, it never will: no lease and no settling time is so long. In milliseconds. */
const hopelessMs = 45_000;

let hunts = 0;

/** Plants one bug in processes of its own, lets it book for organizations of its own, and asks the oracle until it has seen something. */
export async function huntMutant(mutant: Mutant, world: World): Promise<Hunt> {
  // A database of its own is lost then.
  if (mutant.onRestored) return await huntRestoreBug(mutant.name === 'none' ? undefined : mutant.name);
  await using owned = new AsyncDisposableStack();
  const begun = performance.now();
  hunts += 1;
  const name = `h${hunts}`;
  const organizations = await openOrganizations(mutant.on ?? ['xledger', 'business-central'], name, world.mock);
  owned.defer(() => organizations.forEach((it) => it.wire.close()));
  await Promise.all(organizations.map((it) => connect(world.admin, it)));
  const ids = organizations.map((it) => it.id);
  const bug = mutant.name === 'none' ? [] : [`mutant:${mutant.name}`];
  if (mutant.inApi) {
    await world.replaceApi(bug);
    owned.defer(async () => void (await world.replaceApi()));
  }
  const chance = createChance(1);
  const app = createApprovingApp(world, chance);
  // In lower case, as no reference is.
  const prefix = `${name}-claim`;
  const off = new AbortController();
  let struck = 0;
  let strikes: readonly Promise<void>[] = [];
  const strike = () => {
    strikes = (mutant.faults ?? []).map(async (it) => {
      await world.mock.strike(it, patienceMs, off.signal);
      struck += 1;
    });
    for (const it of strikes) it.catch(() => undefined);
  };
  if (!mutant.holdsFaults) strike();
  owned.defer(async () => {
    off.abort();
    await Promise.allSettled(strikes);
  });
  const workers: Child[] = [];
  owned.defer(async () => {
    await world.services.dismissWorkers();
    // Nobody is to serve them in the next hunt.
    await world.database.query('update bilag.integration_configs set enabled = false where organization_id = any($1)', [
      ids,
    ]);
  });
  /** Whatever has our number in its text is ours, under whatever reference. */
  const verdict = async () => {
    const ledger = await world.mock.ledger();
    // What is booked already may not have been confirmed yet.
    await app.settled();
    const ours = ledger.filter(
      ({ reference, bookings }) =>
        app.stored.has(reference) || bookings.some(({ lines }) => lines.some(({ text }) => text.includes(prefix))),
    );
    return judgeLedger(app, ours, organizations);
  };
  const stage = createStage({
    world,
    organizations,
    app,
    claim: createClaims(chance, prefix),
    revised: (it) => nextRevision(it, 'changed', chance),
    bug: mutant.inApi ? [] : bug,
    workers,
    strike,
    missing: async () => (await verdict()).faults.filter(({ kind }) => kind === 'missing').length,
  });
  let isPlayed = false;
  let failure: unknown;
  const playing = sceneOf(mutant)(stage).then(
    () => void (isPlayed = true),
    (error: unknown) => {
      failure = error;
    },
  );
  let before = '';
  let [changedAt, busyAt] = [begun, begun];
  const look = async (): Promise<string | undefined | false> => {
    const early = await tooEarly(world.database, ids, async () => (await verdict()).references);
    if (early !== undefined) return early;
    const open = await openEntries(world.database, ids);
    const now = JSON.stringify([open, app.stored.size, isPlayed]);
    const nowMs = performance.now();
    if (now !== before) changedAt = nowMs;
    if (now !== before || (await isWaiting(world.database, ids))) busyAt = nowMs;
    before = now;
    const isDone = Object.keys(open).every((state) => state === 'held');
    const isStill = nowMs - busyAt > (isDone ? latestWorkMs : stuckMs) || nowMs - changedAt > hopelessMs;
    const isOver = isPlayed && isStill;
    if (isPlayed) await cutWaitsShort(world.database, ids);
    const ledger = await verdict();
    if (mutant.booksNothing)
      return ledger.bookedOnce > 0 ? `${ledger.bookedOnce} booked that must wait` : isOver && 'nothing';
    const [fault] = ledgerFaults(ledger, isOver);
    if (fault !== undefined || !isOver) return fault;
    const story = await readAuditStory(
      world.database,
      ids,
      mappings.map((it) => it.toll),
      ledger,
    );
    return story.faults[0] ?? 'nothing';
  };
  const caught = await until(
    'the oracle to see a bug, or that there is none',
    patienceMs,
    () => {
      if (failure !== undefined) throw failure;
      return look();
    },
    150,
  );
  const tellers = mutant.inApi ? [world.api()] : workers;
  const hasActed = tellers.some((it) => it.lines(`BILAG_FAILPOINT mutant ${mutant.name}`).length > 0);
  // A scene that is cut short waits for nothing any more.
  playing.catch(() => undefined);
  return {
    caught: caught === 'nothing' ? undefined : caught,
    hasActed,
    idleFaults: (mutant.faults?.length ?? 0) - struck,
    seconds: (performance.now() - begun) / 1000,
  };
}
