import type { ChainFault } from '@bilag/core';
import pg from 'pg';
import type { SigningKey } from '../../src/audit/signing-key.ts';
import { readerOn, sealerOf, verified, writeSteps } from '../support/audit.ts';
import type { ServiceDatabase } from '../support/service-database.ts';
import { chanceOf } from './chance.ts';
import { entryTamperings } from './entry-tamperings.ts';
import { sealTamperings } from './seal-tamperings.ts';
import type { Tampering, Trace } from './tampering.ts';
import { organizationId, readLog } from './the-log.ts';

/** What one tampering came to. */
export interface Outcome extends Trace {
  readonly name: string;
  readonly fault: ChainFault | null;
  /** Whether the first wrong entry was named, only the seal that it is in, or another one. */
  readonly named: 'entry' | 'seal' | 'not';
}

/** Falsifies a log so many times, each time the intact one, as superuser and in a transaction that is rolled back. */
export async function tamper(
  service: ServiceDatabase,
  key: SigningKey,
  { tamperings, seed }: { readonly tamperings: number; readonly seed: number },
): Promise<readonly Outcome[]> {
  await writeLog(service, key, seed);
  const client = new pg.Client({ connectionString: service.ownerUrl });
  await client.connect();
  try {
    const log = await readLog(client);
    const before = await verified(readerOn(client), organizationId, key);
    if (!before.verified || before.unsealed > 0 || before.head === null) {
      throw new Error(`The untouched log does not verify: ${before.fault?.message}`);
    }
    const outcomes: Outcome[] = [];
    const chance = chanceOf(seed);
    const every: readonly Tampering[] = [...entryTamperings, ...sealTamperings];
    for (let n = 0; n < tamperings; n += 1) {
      const tampering = every[n % every.length] ?? chance.pick(every);
      await client.query('begin');
      const trace = await tampering.apply(client, log, chance);
      const head = trace.needsHead === true ? { head: before.head } : {};
      const { fault } = await verified(readerOn(client), organizationId, key, head);
      await client.query('rollback');
      outcomes.push({ ...trace, name: tampering.name, fault, named: namedBy(tampering, trace, fault) });
    }
    const after = await verified(readerOn(client), organizationId, key);
    if (!after.verified) throw new Error(`The log does not verify once all is rolled back: ${after.fault?.message}`);
    return outcomes;
  } finally {
    await client.end();
  }
}

/** Some hundred entries in seals of different length, among those of another organization. */
async function writeLog(service: ServiceDatabase, key: SigningKey, seed: number): Promise<void> {
  const chance = chanceOf(seed + 1);
  const sealer = sealerOf(service, key);
  let n = 1;
  for (let seals = 0; seals < 30; seals += 1) {
    const through = n + chance.below(8);
    await service.asOwner(writeSteps, [organizationId, n, through]);
    await service.asOwner(writeSteps, ['hlf', n, through]);
    await sealer.sealAll();
    n = through + 1;
  }
  // An owner is held up by no constraint.
  await service.asOwner(
    `do $$ declare c record; begin
       for c in select conname, conrelid::regclass as of from pg_constraint
         where contype = 'c' and conrelid in ('bilag.sync_log_seals'::regclass, 'bilag.sync_logs'::regclass)
       loop execute format('alter table %s drop constraint %I', c.of, c.conname); end loop; end $$`,
  );
}

function namedBy({ kinds }: Tampering, { logId, position, places }: Trace, fault: ChainFault | null): Outcome['named'] {
  if (fault === null || !kinds.includes(fault.kind)) return 'not';
  if (logId !== undefined && fault.logId === logId) return 'entry';
  if (position !== undefined && fault.position === position) return 'entry';
  if (places === undefined || fault.position === null) return 'not';
  return fault.position >= places[0] && fault.position <= places[1] ? 'seal' : 'not';
}
