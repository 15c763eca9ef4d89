import pg from 'pg';

/** A stored value, as text. */
export interface StoredText {
  readonly place: string;
  readonly text: string;
}

/** Every value of every table of the schema, as a dump by its owner would have it. Bytes are read as they are, sealed ones too. */
export async function databaseTexts(ownerUrl: string): Promise<readonly StoredText[]> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    const { rows: tables } = await client.query<{ name: string }>(
      `select quote_ident(table_name) as name from information_schema.tables where table_schema = 'bilag' and table_type = 'BASE TABLE'`,
    );
    const texts: StoredText[] = [];
    for (const { name } of tables) {
      const { rows } = await client.query<Record<string, unknown>>(`select * from bilag.${name}`);
      for (const row of rows) {
        for (const [column, value] of Object.entries(row)) {
          texts.push(...textsOf(value).map((text) => ({ place: `${name}.${column}`, text })));
        }
      }
    }
    return texts;
  } finally {
    await client.end();
  }
}

function textsOf(value: unknown): readonly string[] {
  if (value === null || value === undefined) return [];
  if (Buffer.isBuffer(value)) return [value.toString('latin1'), value.toString('utf8')];
  return [typeof value === 'string' ? value : JSON.stringify(value)];
}
