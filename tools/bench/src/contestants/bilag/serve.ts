import type { Contestant } from '../contestant.ts';
import { tell, untilHungUp } from '../contestant.ts';
import { createWork } from '../work.ts';
import { createBenchConnector } from './bench-connector.ts';
import { bilag } from './bilag.ts';
import { composeService } from './compose-service.ts';
import { ownCopy } from './own-copy.ts';
import { scrapeMetrics } from './scrapes.ts';

/** The service as a process that serves until it is told to stop: requests, sending, or both. */
export function bilagServer(role: 'both' | 'api' | 'worker'): Contestant {
  return {
    template: bilag.template,
    prepare: bilag.prepare,
    async run(task) {
      await ownCopy(task.databaseUrl);
      const work = createWork(task);
      await using service = await composeService(task, role, createBenchConnector(work, task.handler));
      const { address } = await service.start();
      await using watching = new AsyncDisposableStack();
      watching.use(scrapeMetrics(task, address));
      await tell({ address });
      await untilHungUp();
      return { handled: work.handled() };
    },
  };
}
