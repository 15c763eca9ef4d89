import { Migration20261124Initial } from './migration-20261124-initial.ts';

/** All migrations, in order. */
export const migrations = [Migration20261124Initial];
