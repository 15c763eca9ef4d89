import { startMeter } from '../cpu-meter.ts';
import { callsInFlight } from '../erp/erp-client.ts';
import { messages } from '../message.ts';
import { messagesOf } from '../task.ts';
import type { Contestant } from './contestant.ts';
import { createWork } from './work.ts';

/** No database: what 32 connections to the ERP give. */
export const httpAlone: Contestant = {
  template: 'nothing',
  prepare: () => Promise.resolve(),
  async run(task) {
    const work = createWork({ ...task, isSkewed: false });
    const all = messages(task);
    const worker = async () => {
      for (let next = all.next(); next.done !== true; next = all.next()) await work.handle(next.value);
    };
    const begunMs = performance.now();
    const workers = Array.from({ length: callsInFlight }, worker);
    await work.warmedUp;
    const measure = startMeter(task.postmasterPid);
    const before = work.handled();
    await Promise.all(workers);
    const figures = measure(messagesOf(task) - before);
    return { ...figures, totalMs: performance.now() - begunMs };
  },
};
