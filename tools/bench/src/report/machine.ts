import { readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** On what was measured. */
export interface Machine {
  readonly processors: string;
  readonly memory: string;
  readonly system: string;
  readonly versions: Readonly<Record<string, string>>;
}

/** This machine, and the versions of whatever decides the figures. */
export function thisMachine(postgresVersion: string): Machine {
  const [first] = os.cpus();
  const peers = ['graphile-worker', 'pg-boss', 'pg', 'undici'].map((name) => [name, versionOf(name)]);
  return {
    processors: `${os.availableParallelism()} × ${first?.model.trim() ?? 'unknown'}`,
    memory: `${Math.round(os.totalmem() / 2 ** 30)} GiB`,
    system: `${os.type()} ${os.release()}`,
    versions: { Node: process.versions.node, PostgreSQL: postgresVersion, ...Object.fromEntries(peers) },
  };
}

function versionOf(name: string): string {
  for (
    let folder = path.dirname(fileURLToPath(import.meta.resolve(name)));
    folder !== path.dirname(folder);
    folder = path.dirname(folder)
  ) {
    try {
      const described: { name?: string; version?: string } = JSON.parse(
        readFileSync(path.join(folder, 'package.json'), 'utf8'),
      );
      if (described.name === name) return described.version ?? '';
    } catch {
      // Not every folder of a package has a description.
    }
  }
  return 'unknown';
}
