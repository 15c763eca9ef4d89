import { randomBytes } from 'node:crypto';
import pg from 'pg';
import type { ServiceDatabase } from './service-database.ts';

/** What somebody got who ran statements: every row and notice as text, or the refusal. */
export interface Loot {
  readonly text: string;
  readonly changed: number;
  readonly refusal: string | undefined;
}

/** A login of its own that may do what the service's role may, as in production, and not a bit more. */
export interface Intruder {
  /** Runs statements in one transaction that names an organization, and takes them back. */
  run(organizationId: string, statements: readonly string[]): Promise<Loot>;
  close(): Promise<void>;
}

const changing = new Set(['INSERT', 'UPDATE', 'DELETE', 'MERGE']);

/** Signs in as a new member of `role`. Its name is taken off the server when it is closed. */
export async function anIntruder(service: ServiceDatabase, role: string): Promise<Intruder> {
  const name = `bilag_intruder_${randomBytes(6).toString('hex')}`;
  const password = randomBytes(12).toString('hex');
  await service.asOwner(`create role ${name} login password '${password}' in role ${role}`);
  const url = new URL(service.ownerUrl);
  url.username = name;
  url.password = password;
  const client = new pg.Client({ connectionString: url.href });
  const notices: string[] = [];
  client.on('notice', ({ message }) => notices.push(message ?? ''));
  await client.connect();
  return {
    async run(organizationId, statements) {
      notices.length = 0;
      const rows: unknown[] = [];
      let changed = 0;
      let refusal: string | undefined;
      await client.query('begin');
      try {
        await client.query("select set_config('bilag.organization_id', $1, true)", [organizationId]);
        for (const statement of statements) {
          const result = await client.query(statement);
          rows.push(...result.rows);
          if (changing.has(result.command)) changed += result.rowCount ?? 0;
        }
      } catch (error) {
        if (!(error instanceof pg.DatabaseError)) throw error;
        refusal = `${error.message} ${error.detail ?? ''}`.trim();
      }
      await client.query('rollback');
      await client.query('discard all');
      return { text: [...rows.map((it) => JSON.stringify(it)), ...notices].join('\n'), changed, refusal };
    },
    async close() {
      await client.end();
      await service.asOwner(`drop role ${name}`);
    },
  };
}
