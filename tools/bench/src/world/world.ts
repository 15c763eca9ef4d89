import { randomBytes } from 'node:crypto';
import type { Figures, Task } from '../task.ts';
import { startChild } from './child.ts';
import { type Cluster, startCluster } from './cluster.ts';

/** What a measure says of a run; the rest is the world's. */
export type Order = Pick<Task, 'contestant'> & Partial<Task>;

/** A contestant that serves until it is told to stop. */
export interface Server {
  readonly address: string;
  readonly pid: number;
  stop(): Promise<Figures>;
}

/** See `collector.ts`. */
export interface Heard {
  readonly traces: number;
  readonly metrics: number;
  readonly deliveries: number;
  readonly requests: number;
}

/** Everything that a run happens in: PostgreSQL, the stand-ins for ERP and collector, and contestants as processes. */
export interface World extends AsyncDisposable {
  readonly cluster: Cluster;
  readonly erpUrl: string;
  readonly collectorUrl: string;
  /** What the collector stand-in has taken since it was asked last: messages, and spans by what they are of. */
  heardByCollector(): Promise<Heard>;
  /** How many organizations there are where a measure names no number. */
  readonly organizations: number;
  /** Runs one contestant on a fresh copy of what was prepared for it. `meanwhile` gets the database while it runs. */
  run(order: Order, meanwhile?: (database: string) => Promise<AsyncDisposable>): Promise<Figures>;
  /** Starts contestants that serve requests, all on the same fresh copy; `use` has their addresses. */
  serve<T>(orders: readonly Order[], use: (servers: readonly Server[], database: string) => Promise<T>): Promise<T>;
  /** How old each voucher was that the ERP stand-in has seen since it was asked last, in ms; of those that say when they were sent. */
  latenciesAtErp(): Promise<readonly number[]>;
  /** The calls to the ERP stand-in that are never answered: how many are open, and for how long none was since it was asked last, in ms. */
  unansweredAtErp(): Promise<{ readonly open: number; readonly withoutMs: number }>;
  /** The task that an order becomes. */
  taskOf(order: Order, database: string): Task;
}

const runWithinMs = 30 * 60_000;

/** The task has the database's password in it, which is not for the list of processes. OpenTelemetry reads its own variables itself. */
const startContestant = (task: Task) =>
  startChild('contestant-main', { BENCH_TASK: JSON.stringify(task), ...task.settings });

/** Starts it all. `sharedTemplates`: which contestants are prepared as which. */
export async function startWorld(sharedTemplates: ReadonlyMap<string, string>, organizations = 50): Promise<World> {
  await using started = new AsyncDisposableStack();
  const cluster = started.use(await startCluster());
  const startServer = async (main: string): Promise<string> => {
    const server = started.adopt(startChild(main), async (it) => {
      it.hangUp();
      await it.ended();
    });
    return (await server.answer<{ address: string }>(30_000)).address;
  };
  const erpUrl = await startServer('erp/answerer');
  const collectorUrl = await startServer('collector/collector');
  const keys = {
    jwtSecret: randomBytes(32).toString('base64url'),
    credentialKey: randomBytes(32).toString('base64'),
  };
  const taskOf: World['taskOf'] = (order, database) => ({
    step: 'run',
    organizations,
    records: 1_000,
    warmUp: 100,
    handler: 'nothing',
    isSkewed: false,
    settings: {},
    ...order,
    databaseUrl: cluster.url(database),
    postmasterPid: cluster.pid,
    erpUrl,
    keys,
  });
  const templates = new Map<string, Promise<string>>();
  const templateFor = (order: Order): Promise<string> => {
    const { records, warmUp, isSkewed, isSampled, backlog, ...task } = taskOf(order, '');
    const kind = sharedTemplates.get(order.contestant) ?? order.contestant;
    const key = JSON.stringify([kind, task.organizations, records, warmUp, isSkewed, isSampled, backlog]);
    const known = templates.get(key) ?? prepare(order, `template_${templates.size + 1}`);
    templates.set(key, known);
    return known;
  };
  const prepare = async (order: Order, database: string): Promise<string> => {
    await cluster.query('postgres', `create database ${database}`);
    const child = startContestant({ ...taskOf(order, database), step: 'prepare' });
    await child.answer(runWithinMs);
    await child.ended();
    await cluster.query(database, 'vacuum (analyze)');
    return database;
  };
  let copies = 0;
  const onCopy = async <T>(order: Order, use: (database: string) => Promise<T>): Promise<T> => {
    const template = await templateFor(order);
    copies += 1;
    const database = `copy_${copies}`;
    await cluster.query('postgres', `create database ${database} template ${template} strategy file_copy`);
    try {
      await cluster.query(database, 'checkpoint');
      return await use(database);
    } finally {
      await cluster.query('postgres', `drop database ${database} with (force)`);
    }
  };
  const owned = started.move();
  return {
    cluster,
    erpUrl,
    collectorUrl,
    organizations,
    taskOf,
    run: (order, meanwhile) =>
      onCopy(order, async (database) => {
        await using held = new AsyncDisposableStack();
        if (meanwhile !== undefined) held.use(await meanwhile(database));
        const child = startContestant(taskOf(order, database));
        const figures = await child.answer<Figures>(runWithinMs);
        await child.ended();
        return figures;
      }),
    async serve(orders, use) {
      const [first] = orders;
      if (first === undefined) throw new Error('There is nobody to serve.');
      return await onCopy(first, async (database) => {
        const children = orders.map((it) => startContestant(taskOf(it, database)));
        try {
          const servers = await Promise.all(
            children.map(async (child): Promise<Server> => {
              const { address } = await child.answer<{ address: string }>(60_000);
              return {
                address,
                pid: child.pid,
                async stop() {
                  child.hangUp();
                  const figures = await child.answer<Figures>(60_000);
                  await child.ended();
                  return figures;
                },
              };
            }),
          );
          return await use(servers, database);
        } finally {
          for (const child of children) child.kill();
        }
      });
    },
    async heardByCollector() {
      const response = await fetch(collectorUrl);
      return JSON.parse(await response.text());
    },
    async latenciesAtErp() {
      const response = await fetch(erpUrl);
      return JSON.parse(await response.text());
    },
    async unansweredAtErp() {
      const response = await fetch(`${erpUrl}/never`);
      return JSON.parse(await response.text());
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
