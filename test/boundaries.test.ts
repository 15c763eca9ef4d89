import { globSync } from 'node:fs';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkedFolders, cruise, type Findings, repository } from './support/dependency-cruiser.ts';

/** One forbidden import per rule: in this file, of that. Each file and each target exists in the scratch tree. */
const plants = [
  { rule: 'domain-is-closed', from: 'packages/core/src/domain/money.ts', to: '../ports/clock.ts' },
  { rule: 'ports-speak-domain', from: 'packages/core/src/ports/store.ts', to: '../use-cases/deliver.ts' },
  { rule: 'use-cases-need-only-ports', from: 'packages/core/src/use-cases/accept.ts', to: '../testing/index.ts' },
  { rule: 'core-is-plain-typescript', from: 'packages/core/src/index.ts', to: 'node:crypto' },
  {
    rule: 'connectors-know-only-core',
    from: 'packages/connector-a/src/gateway.ts',
    to: '../../connector-b/src/index.ts',
  },
  {
    rule: 'one-file-loads-connectors',
    from: 'apps/sync-service/src/compose.ts',
    to: '../../../packages/connector-b/src/index.ts',
  },
  {
    rule: 'core-by-its-face',
    from: 'apps/sync-service/src/config.ts',
    to: '../../../packages/core/src/ports/clock.ts',
  },
  { rule: 'adapters-do-not-meet', from: 'apps/sync-service/src/http/server.ts', to: '../persistence/database.ts' },
  { rule: 'orm-stays-in-persistence', from: 'apps/sync-service/src/outbox/poller.ts', to: '@mikro-orm/core' },
  { rule: 'fastify-stays-at-the-edge', from: 'apps/sync-service/src/alerts/sink.ts', to: 'fastify' },
  { rule: 'mock-erp-is-a-stranger', from: 'apps/mock-erp/src/ledger.ts', to: '../../../packages/core/src/index.ts' },
  { rule: 'console-speaks-http', from: 'apps/admin-console/src/page.tsx', to: '../../../packages/core/src/index.ts' },
  {
    rule: 'embedded-postgres-stands-alone',
    from: 'tools/embedded-postgres/src/start.ts',
    to: '../../demo/src/main.ts',
  },
  { rule: 'demo-uses-public-faces', from: 'tools/demo/src/main.ts', to: '../../../apps/sync-service/src/compose.ts' },
  {
    rule: 'proofs-use-public-faces',
    from: 'tools/proofs/src/main.ts',
    to: '../../../packages/core/src/domain/money.ts',
  },
  {
    rule: 'chaos-strikes-from-outside',
    from: 'tools/chaos/src/main.ts',
    to: '../../../apps/sync-service/src/config.ts',
  },
  { rule: 'tools-are-not-shipped', from: 'apps/sync-service/src/main.ts', to: '@bilag/embedded-postgres' },
  { rule: 'no-test-code-in-production', from: 'apps/mock-erp/src/faults.ts', to: 'vitest' },
  { rule: 'no-cycles', from: 'packages/core/src/domain/journal-line.ts', to: './voucher.ts' },
  { rule: 'resolvable', from: 'packages/core/src/errors/sync-error.ts', to: './nowhere.ts' },
];

/** Files that are only imported. */
const targets: Record<string, string> = {
  'packages/core/src/ports/clock.ts': 'export interface Clock {}',
  'packages/core/src/use-cases/deliver.ts': 'export interface Deliver {}',
  'packages/core/src/testing/index.ts': 'export interface Fake {}',
  'packages/core/src/domain/voucher.ts': "import type {} from './journal-line.ts';",
  'packages/connector-b/src/index.ts': 'export interface Plugin {}',
  'apps/sync-service/src/persistence/database.ts': 'export interface Database {}',
  'tools/embedded-postgres/src/index.ts': 'export interface EmbeddedPostgres {}',
};

/** As npm would install them; the workspace offers nothing but its sources, as a checkout without a build does. */
const installed: Record<string, string> = {
  'node_modules/@mikro-orm/core': 'index.js',
  'node_modules/fastify': 'index.js',
  'node_modules/vitest': 'dist/index.js',
};

let scratch = '';
let findings: Findings;

beforeAll(async () => {
  scratch = await mkdtemp(path.join(os.tmpdir(), 'bilag-boundaries-'));
  await plantTree(scratch);
  findings = await cruise(scratch, ['packages', 'apps', 'tools']);
});

afterAll(() => rm(scratch, { recursive: true, force: true }));

test.each(plants)('$rule catches a type-only import of $to', ({ rule, from }) => {
  expect(findings.violations).toContainEqual({ rule, from });
});

test('every rule has a planted import that breaks it', () => {
  expect(new Set(findings.rules)).toEqual(new Set(plants.map((plant) => plant.rule)));
});

test('the real run reads every source file there is', async () => {
  const pattern = `{${checkedFolders.join(',')}}/**/*.{ts,tsx}`;
  const isOurs = (file: string) => !/(^|\/)(node_modules|dist)\//.test(file);
  const existing = globSync(pattern, { cwd: repository, exclude: (name) => name === 'node_modules' }).filter(isOurs);
  const { files } = await cruise(repository, checkedFolders);
  expect(existing.length).toBeGreaterThan(0);
  expect(files).toEqual(expect.arrayContaining(existing));
});

async function plantTree(tree: string): Promise<void> {
  for (const { from, to } of plants) await write(tree, from, `import type {} from '${to}';`);
  for (const [file, text] of Object.entries(targets)) await write(tree, file, text);
  for (const [folder, main] of Object.entries(installed)) {
    await write(tree, `${folder}/package.json`, JSON.stringify({ name: folder.slice('node_modules/'.length), main }));
    await write(tree, `${folder}/${main}`, '');
  }
  const exports = { '.': { '@bilag/source': './src/index.ts' } };
  await write(tree, 'tools/embedded-postgres/package.json', JSON.stringify({ exports }));
  await mkdir(path.join(tree, 'node_modules/@bilag'));
  await symlink('../../tools/embedded-postgres', path.join(tree, 'node_modules/@bilag/embedded-postgres'));
}

async function write(tree: string, file: string, text: string): Promise<void> {
  await mkdir(path.dirname(path.join(tree, file)), { recursive: true });
  await writeFile(path.join(tree, file), `${text}\n`);
}
