import pg from 'pg';

/** A whole number of the command line. @throws {Error} naming the option when it is none, or below the least. */
export function numberOf(option: string, text: string | undefined, otherwise: number, least = 0): number {
  const number = text === undefined ? otherwise : Number(text);
  if (!Number.isSafeInteger(number) || number < least) throw new Error(`--${option} takes a whole number.`);
  return number;
}

/** One statement on a connection of its own. */
export async function runOn(url: string, text: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(text);
  } finally {
    await client.end();
  }
}
