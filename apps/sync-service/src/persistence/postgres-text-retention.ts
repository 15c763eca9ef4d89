import type { TextRetention } from '@bilag/core';
import pg, { type Pool } from 'pg';

/** On PostgreSQL, in the platform's scope. What may be erased the database decides: the service's role has no say in it. */
export function createPostgresTextRetention(enginePool: Pool): TextRetention {
  return {
    async begin() {
      const { rows } = await enginePool.query<{ ours: boolean }>('select bilag.begin_text_retention() as ours');
      return rows[0]?.ours === true;
    },
    async organizationIds() {
      const all = 'select organization_id as id from bilag.organizations order by organization_id';
      return (await enginePool.query<{ id: string }>(all)).rows.map(({ id }) => id);
    },
    async erase(organizationId) {
      const erase = 'select e.payloads::integer, e.is_done from bilag.erase_texts_over_time($1) e';
      const { rows } = await enginePool.query<{ payloads: number; is_done: boolean }>(erase, [organizationId]);
      return { payloads: rows[0]?.payloads ?? 0, isDone: rows[0]?.is_done !== false };
    },
  };
}

/** What the owner says at each migration: for how many full calendar years texts are kept, and never fewer than the law asks for. */
export async function keepTextsFor(ownerUrl: string, years: number): Promise<void> {
  const owner = new pg.Client({ connectionString: ownerUrl, options: '-c bilag.scope=platform' });
  await owner.connect();
  try {
    await owner.query('update bilag.text_retention set years = $1', [Math.max(years, leastYears)]);
  } finally {
    await owner.end();
  }
}

/** @source https://lovdata.no/lov/2004-11-19-73/§13 (bookkeeping act: five years after the end of the financial year), read 2026-11 */
const leastYears = 5;
