import { Migration } from '@mikro-orm/migrations';
import type { MigrationClass } from '../../src/persistence/migration-class.ts';

/** A migration of these statements. */
export const migrationOf = (name: string, ...statements: readonly string[]): MigrationClass =>
  made(name, statements, true);

/** The same without a transaction. */
export const migrationWithoutTransaction = (name: string, ...statements: readonly string[]): MigrationClass =>
  made(name, statements, false);

function made(name: string, statements: readonly string[], isTransactional: boolean): MigrationClass {
  return class extends Migration {
    override name = name;

    override up(): void {
      for (const it of statements) this.addSql(it);
    }

    override isTransactional(): boolean {
      return isTransactional;
    }
  };
}

/** An index that is built beside the work; one that was left half-built is dropped first. */
export const concurrentIndex = (name: string, on: string): MigrationClass =>
  migrationWithoutTransaction(
    `NextIndex_${name}`,
    `drop index concurrently if exists bilag.${name}`,
    `create index concurrently ${name} on bilag.${on}`,
  );

/** A schema as it is: every table, and every function as it is defined. */
export interface Schema {
  readonly tables: readonly string[];
  readonly functions: readonly string[];
}

/** What a next release may do, to every table and every function there is: the kinds that docs/operations.md allows. */
export function everyAllowedKind({ tables, functions }: Schema): readonly MigrationClass[] {
  const note = 'bilag.outbox_notes';
  return [
    ...tables.map((table) =>
      migrationOf(`NextColumn_${table}`, `alter table bilag.${table} add column next_note text`),
    ),
    migrationOf('NextDefault', 'alter table bilag.outbox add column next_weight integer not null default 1'),
    concurrentIndex('next_outbox_updated', 'outbox (organization_id, updated_at)'),
    concurrentIndex('next_records_received', 'expense_records (organization_id, received_at)'),
    migrationOf(
      'NextTable',
      `create table ${note} (organization_id text not null references bilag.organizations, sequence bigint not null, note text,
         primary key (organization_id, sequence))`,
      `grant select, insert on ${note} to bilag_app`,
      `alter table ${note} enable row level security`,
      `alter table ${note} force row level security`,
      `create policy organization_scope on ${note} using (organization_id = current_setting('bilag.organization_id', true))`,
    ),
    migrationOf(
      'NextCheck',
      'alter table bilag.outbox add constraint outbox_weight check (next_weight is not null) not valid',
    ),
    migrationWithoutTransaction('NextProof', 'alter table bilag.outbox validate constraint outbox_weight'),
    migrationOf('NextStrict', 'alter table bilag.outbox alter column next_weight set not null'),
    ...functions.map((definition, at) => migrationOf(`NextFunction_${at}`, definition)),
  ];
}
