import { randomUUID } from 'node:crypto';
import { open, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Witness } from '@bilag/core';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import type { WitnessStore } from './witness.ts';

const Written = Type.Object({
  instanceId: Type.String({ pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' }),
  epoch: Type.Integer({ minimum: 0 }),
  beats: Type.Integer({ minimum: 0 }),
});

/** A witness in a file, which must not lie on the disk that the database lies on: it would be put back together with it. */
export function createWitnessFile(file: string): WitnessStore {
  return {
    async read() {
      const text = await readFile(file, 'utf8').catch((error: unknown) => {
        if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
        return '';
      });
      return text === undefined ? undefined : (witnessIn(text) ?? 'unreadable');
    },
    async write({ instanceId, epoch, beats }) {
      const fresh = path.join(path.dirname(file), `.${path.basename(file)}.${randomUUID()}`);
      try {
        await writeThrough(fresh, `${JSON.stringify({ instanceId, epoch, beats })}\n`);
        await rename(fresh, file);
      } catch (error) {
        await rm(fresh, { force: true });
        throw error;
      }
    },
  };
}

function witnessIn(text: string): Witness | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return Value.Check(Written, value) ? value : undefined;
  } catch {
    return undefined;
  }
}

async function writeThrough(file: string, text: string): Promise<void> {
  const handle = await open(file, 'wx', 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
