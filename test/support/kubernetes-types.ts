import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { runTool } from './operator-tool.ts';

const repository = path.resolve(import.meta.dirname, '../..');

/** As much of every Kubernetes resource as is looked at here. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
}

/**
 * What is wrong with manifests by Kubernetes' own types (package `kubernetes-types`, generated from its OpenAPI document): fields that there are not, that are missing or of another type. The compiler says it, as
 * it refuses in an object literal whatever its type does not have, at any depth. Resources of operators (monitoring.coreos.com) are left out.
 * @returns nothing when all is well, else the words of the compiler.
 */
export async function faultsIn(manifests: readonly Manifest[]): Promise<string> {
  const known = manifests.filter((it) => moduleOf(it.apiVersion) !== undefined);
  const lines = known.map(
    (it, at) =>
      `export const it${at}: import('kubernetes-types/${moduleOf(it.apiVersion)}').${it.kind} = ${JSON.stringify(it, undefined, 1)};`,
  );
  const folder = await mkdtemp(path.join(repository, 'node_modules', '.manifests-'));
  try {
    const compilerOptions = { strict: true, noEmit: true, module: 'preserve', moduleResolution: 'bundler', types: [] };
    await writeFile(path.join(folder, 'manifests.ts'), lines.join('\n'));
    await writeFile(path.join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['manifests.ts'] }));
    const tsc = path.join(repository, 'node_modules', '.bin', 'tsc');
    const { isGood, said } = await runTool(tsc, ['--project', folder, '--pretty', 'false'], folder);
    return isGood ? '' : said;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function moduleOf(apiVersion: string): string | undefined {
  if (apiVersion === 'v1') return 'core/v1';
  if (apiVersion.startsWith('networking.k8s.io/')) return apiVersion.replace('.k8s.io', '');
  return /^(apps|batch|policy)\/v1$/.test(apiVersion) ? apiVersion : undefined;
}
