import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { huntMutant } from '../src/hunt.ts';
import { mutants } from '../src/mutants.ts';
import { chaosOptions } from '../src/options.ts';
import { chaosTable } from '../src/report.ts';
import { runChaos } from '../src/run-chaos.ts';
import { startWorld, type World } from '../src/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world[Symbol.asyncDispose](), 60_000);

describe('processes that are killed, frozen and cut off', () => {
  test('DOD-2 book every approval exactly once, to the øre, and tell it as it was', async () => {
    const result = await runChaos(chaosOptions({ kills: 100, records: 1_000, seed: 20_261_124 }), world);
    console.log(chaosTable(result));
    expect(result.faults).toEqual([]);
    expect(result.kills).toBe(100);
    expect(result.ledger.bookedOnce).toBeGreaterThanOrEqual(800);
  }, 1_200_000);
});

describe('a bug that is planted in a process', () => {
  const kinds = [
    'no-look-up',
    'no-intent',
    'float-amounts',
    'settling-zero',
    'organization-mixed-up',
    'second-sender',
    'revision-without-reversal',
    'withdrawn-but-sent',
  ];
  const planted = mutants.filter(({ name }) => kinds.includes(name));

  test.each(planted)(
    '«$bug» shows in the ledger ($name)',
    async (mutant) => {
      expect(await huntMutant(mutant, world)).toMatchObject({ caught: expect.any(String), hasActed: true });
    },
    240_000,
  );
});
