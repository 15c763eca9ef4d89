import { setTimeout as pause } from 'node:timers/promises';
import { type Message, messageOf } from '../message.ts';
import { quantile } from '../statistics.ts';
import type { Figures } from '../task.ts';
import type { World } from '../world/world.ts';

const perSecond = 50;

/** Whose approvals they are, and from which number on they count, so that they are none that is there already. */
export interface Approvers {
  readonly organizationOf: (id: number) => number;
  readonly firstId: number;
}

/**
 * Approves 50 times a second, give or take 5 ms, one second to warm up and then so many that are measured: how old each was when the ERP stand-in had its first
 * byte. Of all organizations in turn unless told otherwise.
 */
export async function approveSteadily(
  world: World,
  seconds: number,
  send: (message: Message) => Promise<void>,
  { organizationOf, firstId }: Approvers = { organizationOf: (id) => id % world.organizations, firstId: 0 },
): Promise<Figures> {
  let id = firstId;
  const pass = async (forSeconds: number): Promise<void> => {
    const begunMs = performance.now();
    const under: Promise<void>[] = [];
    for (let at = 0; at < forSeconds * perSecond; at += 1) {
      const dueMs = begunMs + (at * 1_000) / perSecond + Math.random() * 5;
      await pause(Math.max(0, dueMs - performance.now()));
      under.push(send(messageOf(id, organizationOf(id), `sent-at:${process.hrtime.bigint()}`)));
      id += 1;
    }
    await Promise.all(under);
  };
  await pass(1);
  await pause(2_000);
  await world.latenciesAtErp();
  await pass(seconds);
  const wanted = seconds * perSecond;
  const latenciesMs: number[] = [];
  for (const deadlineMs = performance.now() + 60_000; latenciesMs.length < wanted; await pause(100)) {
    if (performance.now() > deadlineMs)
      throw new Error(`Of ${wanted} approvals ${latenciesMs.length} reached the ERP.`);
    latenciesMs.push(...(await world.latenciesAtErp()));
  }
  const at = (share: number) => quantile(latenciesMs, share);
  return { p50Ms: at(0.5), p95Ms: at(0.95), p99Ms: at(0.99), maxMs: at(1) };
}
