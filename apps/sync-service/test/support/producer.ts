import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { onTestFinished } from 'vitest';

/** An app in the same database, under a login of its own. */
export interface Producer {
  readonly name: string;
  readonly client: pg.Client;
  /** Captures in a transaction of its own. */
  readonly capture: (
    approval: object,
  ) => Promise<{ readonly id: string; readonly reference: string; readonly created: boolean }>;
}

/** Signs in as a new role that may capture approvals of these organizations. It is taken off the server when the test is over. */
export async function aProducer(databaseUrl: string, organizationIds: readonly string[]): Promise<Producer> {
  const name = `claims_app_${randomBytes(6).toString('hex')}`;
  const password = randomBytes(12).toString('hex');
  const owner = new pg.Client({ connectionString: databaseUrl });
  await owner.connect();
  await owner.query(`create role ${name} login password '${password}'`);
  for (const id of organizationIds) await owner.query('select bilag.allow_producer($1, $2)', [id, name]);
  const url = new URL(databaseUrl);
  url.username = name;
  url.password = password;
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  onTestFinished(async () => {
    await client.end();
    await owner.query(`drop owned by ${name}`);
    await owner.query(`drop role ${name}`);
    await owner.end();
  });
  return {
    name,
    client,
    async capture(approval) {
      const { rows } = await client.query('select bilag.capture_approval($1::jsonb) as answer', [
        JSON.stringify(approval),
      ]);
      return rows[0].answer;
    },
  };
}

/** The refusal of a capture, as a program reads it; throws when it was taken. */
export async function refusalOf(work: Promise<unknown>): Promise<{ readonly code: string; readonly field?: string }> {
  const error = await work.then(
    () => undefined,
    (it: unknown) => it,
  );
  if (!(error instanceof pg.DatabaseError) || error.code !== 'BL001') throw error ?? new Error('It was taken.');
  return JSON.parse(error.detail ?? '');
}
