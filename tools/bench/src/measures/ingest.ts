import { setTimeout as pause } from 'node:timers/promises';
import { startMeter } from '../cpu-meter.ts';
import { approvalRequests, bareRequests, createSender, type RequestFor } from '../load/requests.ts';
import { messageOf } from '../message.ts';
import { quantile } from '../statistics.ts';
import type { Figures } from '../task.ts';
import type { Order, World } from '../world/world.ts';
import { inTurn, type Measure } from './measure.ts';

const connections = 32;
/** What the service has taken before, so that PostgreSQL has statistics of its tables as it has them a minute after the first approvals. */
const recordsBefore = 5_000;

/** How long approvals are counted. */
export const secondsOf = (quick: boolean) => (quick ? 1 : 7);

/** P9: approvals over REST. */
export const ingest: Measure = {
  title: 'Approvals over REST, 32 connections',
  how: 'One process answers, the load comes from another; two seconds of warming up are not counted. Ours with authentication, validation, record, outbox entry and place in the lane, and 5,000 approvals that are there before (without statistics PostgreSQL looks things up in the wrong index); pg-tx has none of that.',
  shown: { perSec: 0, p50Ms: 1, p99Ms: 1, cpuPer1k: 3, cpuNodePer1k: 3, cpuPostgresPer1k: 3 },
  bars: [
    {
      id: 'P9',
      what: 'approvals over REST per second, to pg-tx',
      ours: { contestant: 'bilag', figure: 'perSec' },
      against: { contestant: 'pg-tx', figure: 'perSec' },
      direction: 'at-least',
      bar: 1.3,
      good: 2.2,
    },
  ],
  async round(world, { quick }, round) {
    const seconds = secondsOf(quick);
    return await inTurn(round, {
      'pg-tx': () => load(world, { contestant: 'pg-tx' }, bareRequests, seconds),
      bilag: () => bilagIngest(world, {}, seconds),
    });
  },
};

/** Our own part of it, with settings of the service. */
export async function bilagIngest(
  world: World,
  settings: Readonly<Record<string, string>>,
  seconds: number,
): Promise<Figures> {
  const { keys } = world.taskOf({ contestant: 'bilag-api' }, 'postgres');
  return await load(world, { contestant: 'bilag-api', settings }, await approvalRequests(keys), seconds);
}

function load(world: World, order: Order, requestFor: RequestFor, seconds: number): Promise<Figures> {
  return world.serve([{ ...order, records: recordsBefore, warmUp: 0 }], async ([server]) => {
    const sender = createSender(server?.address ?? '', connections);
    const latencies: number[] = [];
    const state = { sent: 0, isCounting: false, isOver: false };
    const one = async (): Promise<void> => {
      while (!state.isOver) {
        const message = messageOf(recordsBefore + state.sent, state.sent % world.organizations);
        state.sent += 1;
        const begunMs = performance.now();
        await sender.send(requestFor(message));
        if (state.isCounting) latencies.push(performance.now() - begunMs);
      }
    };
    const all = Promise.all(Array.from({ length: connections }, one));
    await Promise.race([all, pause(Math.min(2, seconds) * 1_000)]);
    state.isCounting = true;
    const measure = startMeter(world.cluster.pid, server?.pid);
    await Promise.race([all, pause(seconds * 1_000)]);
    const figures = measure(latencies.length);
    state.isOver = true;
    await all;
    await sender.close();
    await server?.stop();
    return {
      ...figures,
      p50Ms: quantile(latencies, 0.5),
      p99Ms: quantile(latencies, 0.99),
      handled: state.sent,
    };
  });
}
