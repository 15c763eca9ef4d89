import Fastify from 'fastify';
import pg from 'pg';
import type { Message } from '../message.ts';
import { type Contestant, tell, untilHungUp } from './contestant.ts';
import { rawTables } from './raw-pg.ts';

const text = (maxLength: number) => ({ type: 'string', maxLength });
const object = (properties: Readonly<Record<string, object>>, required = Object.keys(properties)) => ({
  type: 'object',
  additionalProperties: false,
  required,
  properties,
});
const line = object({
  expenseType: text(30),
  amount: { type: 'string', pattern: '^\\d{1,12}\\.\\d{2}$' },
  costCenter: text(20),
  text: text(200),
});
const approval = object({
  kind: { enum: ['reimbursement', 'honorarium'] },
  sourceId: text(100),
  revision: { type: 'integer', minimum: 1 },
  approvedAt: { type: 'string', format: 'date-time' },
  approvedBy: text(200),
  expenseDate: { type: 'string', format: 'date' },
  payee: object({ type: { enum: ['employee', 'volunteer'] }, id: text(30), name: text(200) }),
  currency: { type: 'string', pattern: '^[A-Z]{3}$' },
  lines: { type: 'array', minItems: 1, maxItems: 499, items: line },
});
const schema = {
  body: object({ id: { type: 'integer' }, org: { type: 'integer' }, approval }),
  response: { 201: object({ id: { type: 'string' } }) },
};

/** A bare endpoint: Fastify with JSON schemas, BEGIN, two INSERTs, COMMIT. Nobody is asked who they are, and nothing is kept in order. */
export const pgTx: Contestant = {
  template: 'raw-tables',
  prepare: (task) => createRawTables(task.databaseUrl),
  async run(task) {
    const pool = new pg.Pool({ connectionString: task.databaseUrl, max: 16 });
    const app = Fastify();
    app.post<{ Body: Message }>('/', { schema }, async ({ body }, reply) => {
      const client = await pool.connect();
      try {
        await client.query('begin');
        const values = [body.org, body];
        const stored = 'insert into record (org_id, doc) values ($1, $2) returning id';
        const { rows } = await client.query<{ id: string }>({ name: 'record', text: stored, values });
        await client.query({ name: 'owe', text: 'insert into outbox (org_id, payload) values ($1, $2)', values });
        await client.query('commit');
        return await reply.code(201).send({ id: rows[0]?.id });
      } catch (error) {
        await client.query('rollback');
        throw error;
      } finally {
        client.release();
      }
    });
    await tell({ address: await app.listen({ host: '127.0.0.1', port: 0 }) });
    await untilHungUp();
    await app.close();
    await pool.end();
    return {};
  },
};

/** The tables of `raw-pg`, empty. */
export async function createRawTables(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query(rawTables);
  await client.end();
}
