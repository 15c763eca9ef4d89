import type { Pool } from 'pg';
import { isNotMember } from './database-unavailable.ts';
import { sqlStateOf } from './sql-state.ts';

/** No schema, no table of migrations, or one that the service may not read yet; without any migration not even the role is there. */
const withoutSchema = ['3F000', '42P01', '42501', '22023'];

/**
 * Whether this migration was run: one row of a small table. A newer schema has it as well.
 * @throws when the database cannot be asked.
 */
export async function hasMigration(pool: Pool, name: string): Promise<boolean> {
  try {
    const { rowCount } = await pool.query('select from bilag.migrations where name = $1', [name]);
    return rowCount === 1;
  } catch (error) {
    if (withoutSchema.includes(sqlStateOf(error)) && !isNotMember(error)) return false;
    throw error;
  }
}
