import type { Migration } from '@mikro-orm/migrations';

/** A migration as a class, as MikroORM takes it. */
export type MigrationClass = new (...parameters: ConstructorParameters<typeof Migration>) => Migration;
