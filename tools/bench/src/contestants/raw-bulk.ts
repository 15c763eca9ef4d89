import pg from 'pg';
import { startMeter } from '../cpu-meter.ts';
import { inChunks, messages } from '../message.ts';
import type { Contestant } from './contestant.ts';
import { createRawTables } from './pg-tx.ts';

/** How many approvals are in one request or statement. */
export const bulkSize = 1_000;

const insert = `insert into outbox (org_id, payload) select (e->>'org')::integer, e from json_array_elements($1::json) e`;

/** One connection, one INSERT for 1,000 messages, one after the other. */
export const rawBulk: Contestant = {
  template: 'raw-tables',
  prepare: (task) => createRawTables(task.databaseUrl),
  async run(task) {
    const client = new pg.Client({ connectionString: task.databaseUrl });
    await client.connect();
    const [first, ...chunks] = [...inChunks(messages(task), bulkSize)];
    const store = (chunk: unknown) => client.query({ name: 'bulk', text: insert, values: [JSON.stringify(chunk)] });
    await store(first);
    const measure = startMeter(task.postmasterPid);
    for (const chunk of chunks) await store(chunk);
    const figures = measure(chunks.flat().length);
    await client.end();
    return figures;
  },
};
