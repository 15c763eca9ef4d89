import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ADD_ITEMS, aVoucher, postGraphql, startSandbox } from './support/sandbox.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mock-seeded-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** How each of fifty additions ended in a sandbox that was started with this scenario. */
async function runWith(seed: number) {
  const scenarioFile = join(folder, `seed-${seed}.json`);
  const operation = 'xledger.addGLImportItems';
  const faults = [
    { operation, probability: 0.3, seed, effect: 'lost' },
    { operation, probability: 0.2, seed: seed + 1, effect: 'unavailable' },
    { operation, probability: 0.2, seed: seed + 2, effect: 'truncated' },
  ];
  writeFileSync(scenarioFile, JSON.stringify({ settings: { xledger: { maxConcurrent: 0 } }, faults }));
  await using mock = await startSandbox({ scenarioFile });
  for (let call = 1; call <= 50; call += 1) {
    const reply = await postGraphql(mock, ADD_ITEMS, aVoucher({ key: `X${call}` })).catch(() => undefined);
    await reply?.text().catch(() => undefined);
  }
  const outcomes = mock.world.requests.list().map(({ outcome }) => outcome);
  return { outcomes, stored: mock.xledger.queue.rows().map((row) => row.values['extIdentifier']) };
}

test('a scenario file with the same seeds gives the same run, another seed another', async () => {
  const first = await runWith(7);
  expect(await runWith(7)).toEqual(first);
  expect((await runWith(8)).outcomes).not.toEqual(first.outcomes);
  expect(new Set(first.outcomes)).toEqual(new Set(['answered', 'dropped after work', 'refused by fault', 'truncated']));
});
