import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';

/** The top folder of this repository. */
export const repository: string = path.resolve(import.meta.dirname, '../..');

/** The folders whose imports are checked. */
export const checkedFolders: readonly string[] = ['packages', 'apps', 'tools', 'test'];

/** What a run of dependency-cruiser found; paths are relative to the tree it looked at. */
export interface Findings {
  rules: string[];
  files: string[];
  violations: { rule: string; from: string }[];
}

/** Runs dependency-cruiser with this repository's rules over a tree, as `npm run check:boundaries` does. */
export async function cruise(tree: string, folders: readonly string[]): Promise<Findings> {
  const program = path.join(repository, 'node_modules/.bin/depcruise');
  const config = path.join(repository, '.dependency-cruiser.mjs');
  const flags = [program, '--config', config, '--output-type', 'json', ...folders];
  const options = { cwd: tree, maxBuffer: 64 * 1024 * 1024, timeout: 60_000 };
  const { stdout } = await promisify(execFile)(process.execPath, flags, options);
  const report = parse(stdout);
  return {
    rules: report.summary.ruleSetUsed.forbidden.map(({ name }) => name),
    files: report.modules.map(({ source }) => source),
    violations: report.summary.violations.map(({ rule, from }) => ({ rule: rule.name, from })),
  };
}

interface Report {
  modules: { source: string }[];
  summary: {
    violations: { from: string; rule: { name: string } }[];
    ruleSetUsed: { forbidden: { name: string }[] };
  };
}

function parse(json: string): Report {
  const report: unknown = JSON.parse(json);
  if (!isReport(report)) throw new Error('dependency-cruiser answered in an unknown form');
  return report;
}

function isReport(value: unknown): value is Report {
  if (typeof value !== 'object' || value === null) return false;
  return 'modules' in value && Array.isArray(value.modules) && 'summary' in value;
}
