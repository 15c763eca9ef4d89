import { type DeliveryReport, deliverStatusEvents, type StatusDeliveryPorts } from '@bilag/core';
import type { Logger } from 'pino';
import { createSteadyLoop, type SteadyLoop } from '../schedule/steady-loop.ts';

/** Tells other services what became of records. */
export interface StatusTeller extends SteadyLoop {
  /** Owes endpoints what the sync log tells since the last time. @returns how many entries were read. */
  record(): Promise<number>;
  /** Sends what is due. */
  deliver(stop?: AbortSignal): Promise<DeliveryReport>;
}

/** Entries in one transaction, and how often it looks, in milliseconds. */
const limit = 1_000;
const everyMs = 1_000;
/** Every so many looks what ended long ago is forgotten. */
const forgetEvery = 600;

/**
 * A teller of this process. Any number may run: one at a time reads the log, and each sends messages that no other is sending. What one leaves the next finds.
 * Two loops, so that a receiver that is slow to answer does not hold up the reading.
 */
export function createStatusTeller(ports: StatusDeliveryPorts, log: Logger): StatusTeller {
  const { deliveries } = ports;
  const record = async (stop?: AbortSignal): Promise<number> => {
    const count = await deliveries.recordEvents(limit);
    const isMore = count === limit && stop?.aborted !== true;
    return isMore ? count + (await record(stop)) : count;
  };
  const deliver = (stop?: AbortSignal) => deliverStatusEvents(ports, stop);
  let looks = 0;
  const reading = createSteadyLoop(everyMs, async (stop) => {
    try {
      await record(stop);
      looks += 1;
      if (looks % forgetEvery === 0) await deliveries.forgetOld();
    } catch (error) {
      log.warn({ err: error }, 'Status webhooks cannot be prepared for the moment; trying again.');
    }
  });
  const sending = createSteadyLoop(everyMs, async (stop) => {
    try {
      const report = await deliver(stop);
      if (report.failed > 0) log.info(report, 'Some status webhooks were not taken; they are tried again.');
    } catch (error) {
      log.warn({ err: error }, 'Status webhooks cannot be sent for the moment; trying again.');
    }
  });
  return {
    record: () => record(),
    deliver,
    start() {
      reading.start();
      sending.start();
    },
    async stop() {
      await Promise.all([reading.stop(), sending.stop()]);
    },
  };
}
