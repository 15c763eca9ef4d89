import type { Contestant } from '../contestant.ts';
import { tell, untilHungUp } from '../contestant.ts';
import { createWork } from '../work.ts';
import { bilag, composeService } from './bilag.ts';
import { ownCopy } from './own-copy.ts';

/** The service as a process that serves until it is told to stop: requests, sending, or both. */
export function bilagServer(role: 'both' | 'api' | 'worker'): Contestant {
  return {
    template: bilag.template,
    prepare: bilag.prepare,
    async run(task) {
      await ownCopy(task.databaseUrl);
      const work = createWork(task);
      await using service = await composeService(task, role, work);
      await tell({ address: (await service.start()).address });
      await untilHungUp();
      return { handled: work.handled() };
    },
  };
}
