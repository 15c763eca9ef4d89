import { createErpClient } from '../erp/erp-client.ts';
import { behindTheBigOne, type Message } from '../message.ts';
import { type Figures, messagesOf, type Task } from '../task.ts';

/** Messages of one organization that are handed over together. */
export interface Handful {
  readonly org: number;
  /** In their order: whatever grows within the organization. */
  readonly ids: readonly number[];
  readonly body: string;
}

/** What is to be done with each message, and what was seen while it was done. */
export interface Work {
  handle(message: Message): Promise<void>;
  handleTogether(handful: Handful, signal?: AbortSignal): Promise<void>;
  /** How many were handed over. */
  handled(): number;
  /** Resolves once those before the timed ones were. */
  readonly warmedUp: Promise<void>;
  /** Of a skewed task: resolves, once the small organizations' messages were all handed over, to the time since the first of all, in ms. */
  readonly smallOnesDone: Promise<number>;
  /** `outOfOrder`: handed over after a later one of the same organization. `overlaps`: while one of the same organization was under way. */
  observations(): Figures;
}

/** The work of a task, the same for every contestant. */
export function createWork(task: Task): Work {
  const erp = task.handler === 'nothing' ? undefined : createErpClient(task.erpUrl);
  // Connections of its own, as it is an ERP of its own.
  const silentErp = task.hanging === undefined ? undefined : createErpClient(task.erpUrl, '/never');
  const erpOf = (org: number) => (org < (task.hanging ?? 0) ? silentErp : erp);
  const warmedUp = Promise.withResolvers<void>();
  const smallOnesDone = Promise.withResolvers<number>();
  const last = new Map<number, number>();
  const busy = new Map<number, number>();
  const smallOnes = behindTheBigOne * (task.organizations - 1);
  const seen = { handled: 0, small: 0, outOfOrder: 0, overlaps: 0, inFlight: 0, mostInFlight: 0, begunMs: 0 };
  const begin = ({ org, ids }: Handful) => {
    seen.begunMs ||= performance.now();
    for (const id of ids) {
      if (id <= (last.get(org) ?? -1)) seen.outOfOrder += 1;
      last.set(org, id);
    }
    if ((busy.get(org) ?? 0) > 0) seen.overlaps += 1;
    busy.set(org, (busy.get(org) ?? 0) + 1);
    seen.inFlight += 1;
    seen.mostInFlight = Math.max(seen.mostInFlight, seen.inFlight);
    const before = seen.handled;
    seen.handled += ids.length;
    if (before < task.warmUp && seen.handled >= task.warmUp) warmedUp.resolve();
    if (!task.isSkewed || org === 0) return;
    seen.small += ids.length;
    if (seen.small === smallOnes) smallOnesDone.resolve(performance.now() - seen.begunMs);
  };
  const end = (org: number) => {
    busy.set(org, (busy.get(org) ?? 0) - 1);
    seen.inFlight -= 1;
  };
  const handleTogether = async (handful: Handful, signal?: AbortSignal): Promise<void> => {
    begin(handful);
    try {
      await erpOf(handful.org)?.post(handful.body, signal);
    } finally {
      end(handful.org);
    }
  };
  if (task.warmUp === 0) warmedUp.resolve();
  return {
    warmedUp: warmedUp.promise,
    smallOnesDone: smallOnesDone.promise,
    handleTogether,
    handle: (message) =>
      handleTogether({
        org: message.org,
        ids: [message.id],
        body: erp === undefined ? '' : JSON.stringify(message),
      }),
    handled: () => seen.handled,
    observations: () => ({
      expected: messagesOf(task),
      handled: seen.handled,
      outOfOrder: seen.outOfOrder,
      overlaps: seen.overlaps,
      mostInFlight: seen.mostInFlight,
    }),
  };
}
