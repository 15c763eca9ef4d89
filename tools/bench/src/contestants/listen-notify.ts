import pg from 'pg';
import { type Contestant, tell, untilHungUp } from './contestant.ts';
import { createRawTables } from './pg-tx.ts';
import { claim, complete, type Row } from './raw-pg.ts';
import { createWork } from './work.ts';

/** The channel on which a stored message is told. */
export const channel = 'outbox';

/** A bare loop: told of each message by NOTIFY in the transaction that stores it, it claims, calls the ERP and completes. */
export const listenNotify: Contestant = {
  template: 'raw-tables',
  prepare: (task) => createRawTables(task.databaseUrl),
  async run(task) {
    const work = createWork(task);
    const pool = new pg.Pool({ connectionString: task.databaseUrl, max: 4 });
    const listener = new pg.Client({ connectionString: task.databaseUrl });
    await listener.connect();
    await listener.query(`listen ${channel}`);
    let isTold = false;
    let isLooking = false;
    const look = async (): Promise<void> => {
      isTold = true;
      if (isLooking) return;
      isLooking = true;
      while (isTold) {
        isTold = false;
        const { rows } = await pool.query<Row>({ name: 'claim', text: claim, values: [100] });
        for (const row of rows) void work.handle(row.payload);
        if (rows.length > 0) await pool.query({ name: 'complete', text: complete, values: [rows.map(({ id }) => id)] });
      }
      isLooking = false;
    };
    listener.on('notification', () => void look());
    await tell({ address: '' });
    await untilHungUp();
    await listener.end();
    await pool.end();
    return { handled: work.handled() };
  },
};
