import type { ConnectorPlugin } from '@bilag/core';
import { compose, parseConfig, type Seams } from '@bilag/sync-service';
import type { Task } from '../../task.ts';
import { benchConnectorName } from './bench-connector.ts';
import { serviceEnvironment } from './service-settings.ts';

/** What only a preparation needs. */
export interface Further {
  /** Migrates the database first. */
  readonly ownerUrl?: string;
  readonly seams?: Seams;
}

/** The service as it is, in one process, with the benchmark's connector in its registry. Nothing of it is switched off. */
export function composeService(
  task: Task,
  role: 'both' | 'api' | 'worker',
  connector: ConnectorPlugin,
  { ownerUrl, seams }: Further = {},
) {
  const environment = {
    ...serviceEnvironment(task, role),
    ...(ownerUrl === undefined ? {} : { BILAG_DATABASE_OWNER_URL: ownerUrl }),
  };
  return compose(parseConfig(environment), { [benchConnectorName]: () => Promise.resolve(connector) }, seams);
}
