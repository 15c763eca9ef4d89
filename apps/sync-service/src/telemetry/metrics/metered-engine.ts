import type { EnginePorts, ErpCall, OutboxStore } from '@bilag/core';
import type { Meter } from '@opentelemetry/api';
import { attribute } from '../attributes.ts';
import { approvalToBooked } from './create-metrics.ts';

/** What the engine's ports are measured with. */
export interface EngineMeters {
  measured(ports: EnginePorts): EnginePorts;
  /** To be told of every request to an accounting system. */
  onCall(connector: string, call: ErpCall): void;
}

/**
 * Counts what the engine does, where it meets the world: attempts and look-ups by what came of them, entries whose sender was lost, the way from approval to
 * voucher. Nothing is counted by organization: there may be ten thousand of them.
 */
export function createEngineMeters(meter: Meter): EngineMeters {
  const steps = meter.createCounter('bilag.steps', {
    description: 'Attempts, look-ups and other steps of vouchers, by what came of them.',
  });
  const booked = meter.createHistogram(approvalToBooked, {
    unit: 's',
    description: 'From the storing of an approval until its voucher was known to be booked.',
  });
  const orphans = meter.createCounter('bilag.lane.orphans', {
    description: 'Vouchers that a lost sender left in the middle of a call.',
  });
  const takeovers = meter.createCounter('bilag.lane.takeovers', {
    description: 'Lanes taken over from a sender that was lost in the middle of a call.',
  });
  const lost = meter.createCounter('bilag.lane.lost', {
    description: 'Outcomes that were not recorded, as the lane was another’s by then.',
  });
  const calls = meter.createCounter('bilag.erp.requests', { description: 'Requests to accounting systems.' });
  const bytes = meter.createCounter('bilag.erp.bytes', {
    unit: 'By',
    description: 'Bytes of bodies of requests to accounting systems and of their answers.',
  });
  // What is told from the start can be alerted on.
  for (const it of [orphans, takeovers, lost]) it.add(0);
  return {
    measured: (ports) => ({ ...ports, outbox: { ...ports.outbox, ...measuredOutbox(ports) } }),
    onCall(connector, { bytesUp, bytesDown }) {
      calls.add(1, { [attribute.connector]: connector });
      bytes.add(bytesUp, { [attribute.connector]: connector, direction: 'up' });
      bytes.add(bytesDown, { [attribute.connector]: connector, direction: 'down' });
    },
  };

  function measuredOutbox({ outbox, clock }: EnginePorts): Partial<OutboxStore> {
    /** By organization and sequence, when it was stored, on this process's monotonic clock. */
    const stored = new Map<string, Map<bigint, number>>();
    const read =
      (which: 'readDue' | 'readInDoubt'): OutboxStore['readDue'] =>
      async (lane, limit) => {
        const due = await outbox[which](lane, limit);
        const times = stored.get(lane.organizationId) ?? new Map<bigint, number>();
        stored.set(lane.organizationId, times);
        const now = clock.monotonicMs();
        for (const { entry, storedSinceMs } of due) {
          if (storedSinceMs !== undefined) times.set(entry.sequence, now - storedSinceMs);
        }
        return due;
      };
    return {
      async leaseLanes(request) {
        const leased = await outbox.leaseLanes(request);
        // A turn that lost its lane ended without a word.
        for (const { organizationId } of leased) stored.delete(organizationId);
        return leased;
      },
      readDue: read('readDue'),
      readInDoubt: read('readInDoubt'),
      async adoptOrphans(lane) {
        const adopted = await outbox.adoptOrphans(lane);
        if (adopted !== undefined && adopted > 0) {
          takeovers.add(1);
          orphans.add(adopted);
        }
        return adopted;
      },
      async recordOutcomes(lane, outcomes) {
        const isOurs = await outbox.recordOutcomes(lane, outcomes);
        if (!isOurs) lost.add(outcomes.length);
        for (const { entry, log } of isOurs ? outcomes : []) {
          if (log === null) continue;
          steps.add(1, {
            action: log.action,
            [attribute.outcome]: log.result,
            [attribute.errorCode]: log.errorCode ?? '',
          });
          const since = stored.get(lane.organizationId)?.get(entry.sequence);
          if (log.result !== 'succeeded' || since === undefined || entry.reverses !== null) continue;
          booked.record(Math.max(0, clock.monotonicMs() - since) / 1_000);
        }
        return isOurs;
      },
      async release(lane, release) {
        stored.delete(lane.organizationId);
        return await outbox.release(lane, release);
      },
    };
  }
}
