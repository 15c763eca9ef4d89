import { setTimeout as pause } from 'node:timers/promises';
import type { ApprovingApp } from './approving-app.ts';
import { openEntries } from './audit-story.ts';
import type { Child } from './children.ts';
import type { Claim } from './claims.ts';
import { fieldMapping, mappings, type Organization } from './organizations.ts';
import { until } from './until.ts';
import type { World } from './world.ts';

/** What a scene can let happen. */
export interface Stage {
  readonly world: World;
  readonly organizations: readonly Organization[];
  /** Has so many approvals stored for each organization. */
  approve(count: number): Promise<void>;
  /** Has everything that was approved so far approved again with other content, or withdrawn. */
  approveAgain(): Promise<void>;
  withdraw(): Promise<void>;
  /** Starts a worker with the bug, and with these failpoints. */
  work(...failpoints: readonly string[]): Promise<Child>;
  /** Lets the ERP's faults strike the next calls, where the mutant holds them back. */
  strike(): void;
  /** Waits until the worker has stopped itself at its failpoint. */
  frozen(worker: Child): Promise<void>;
  /** Waits until it has killed itself there. What it held is free at once, so that nobody waits for a lease that nobody renews. */
  dead(worker: Child): Promise<void>;
  /** Kills it, likewise. */
  kill(worker: Child): Promise<void>;
  /** Waits until so many vouchers are in doubt. */
  doubts(count: number): Promise<void>;
  /** Waits until nothing is under way any more. */
  finished(): Promise<void>;
  /** Waits until everything that was approved is in the ledger. */
  booked(): Promise<void>;
  /** What an administrator changes. What is approved after a new mapping must be booked by it. */
  enable(enabled: boolean): Promise<void>;
  remap(at: 0 | 1): Promise<void>;
}

/** What a stage is made of. */
export interface StageSetting {
  readonly world: World;
  readonly organizations: readonly Organization[];
  readonly app: ApprovingApp;
  readonly claim: (organization: Organization) => Claim;
  /** What comes after a claim when it is approved again with other content. */
  readonly revised: (claim: Claim) => Claim;
  readonly bug: readonly string[];
  readonly workers: Child[];
  readonly strike: () => void;
  readonly missing: () => Promise<number>;
}

const patienceMs = 110_000;

/** A stage on which nothing has happened yet. */
export function createStage(setting: StageSetting): Stage {
  const { world, organizations, app, claim, revised, bug, workers } = setting;
  const ids = organizations.map((it) => it.id);
  let approved: readonly Claim[] = [];
  let demanded: Pick<Claim, 'mapping'> = {};
  // As if the lease were over that the dead worker can no longer renew; the settling time is not touched.
  const freeLanes = async () => {
    await world.database.query(`update bilag.lanes set lease_until = now() where organization_id = any($1)`, [ids]);
    await world.database.query(
      `update bilag.outbox set due_at = now() where organization_id = any($1) and state = 'sending'`,
      [ids],
    );
  };
  const put = async (what: string, body: object) => {
    for (const id of ids) await world.admin.insist('PUT', `/v1/organizations/${id}/integration/${what}`, body);
  };
  return {
    world,
    organizations,
    async approve(count) {
      for (const it of organizations) {
        const claims = Array.from({ length: count }, () => ({ ...claim(it), ...demanded }));
        await app.send(claims);
        approved = [...approved, ...claims];
      }
    },
    async approveAgain() {
      const next = approved.map(revised);
      approved = next;
      for (const it of next) await app.send([it]);
    },
    async withdraw() {
      for (const it of approved) await app.withdraw(it);
    },
    async work(...failpoints) {
      const worker = await world.services.startWorker([...bug, ...failpoints]);
      workers.push(worker);
      return worker;
    },
    strike: setting.strike,
    frozen: async (worker) =>
      void (await until(`${worker.name} to freeze`, patienceMs, () =>
        worker.lines('BILAG_FAILPOINT ').some((it) => it.endsWith(' stop')),
      )),
    async dead(worker) {
      await until(`${worker.name} to die`, patienceMs, () => worker.ending());
      await freeLanes();
    },
    async kill(worker) {
      worker.signal('SIGKILL');
      await worker.ended();
      await freeLanes();
    },
    async doubts(count) {
      await until(
        `${count} doubts`,
        patienceMs,
        async () => ((await openEntries(world.database, ids))['unknown'] ?? 0) >= count,
      );
    },
    finished: async () =>
      void (await until('all to be finished', patienceMs, async () => {
        return Object.keys(await openEntries(world.database, ids)).length === 0;
      })),
    booked: async () => void (await until('all to be booked', patienceMs, async () => (await setting.missing()) === 0)),
    enable: (enabled) => put('enabled', { enabled }),
    async remap(at) {
      await put('mapping', fieldMapping(mappings[at]));
      demanded = { mapping: at };
    },
  };
}

/** After so long everything in doubt may be looked up. In milliseconds. */
const settledMs = 6_000;

/** Lets what is in doubt become due. */
export const settle = () => pause(settledMs);
