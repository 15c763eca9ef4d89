import { describe, expect, test } from 'vitest';
import { huntMutant } from '../src/simulation/hunt.ts';
import { mutants } from '../src/simulation/mutants.ts';
import { simulate } from '../src/simulation/simulate.ts';

describe('the engine in virtual time, with troubles at every await', () => {
  test.each([1, 501, 1_001, 1_501])(
    'DOD-2 MAN-5 books every approval exactly once in each of 500 seeds from %i on',
    async (first) => {
      const faults: string[] = [];
      let booked = 0;
      for (let seed = first; seed < first + 500; seed += 1) {
        const result = await simulate(seed);
        if (result.fault !== undefined) faults.push(`seed ${seed}: ${result.fault}`);
        booked += result.booked;
      }
      expect(faults).toEqual([]);
      expect(booked).toBeGreaterThan(5_000);
    },
    240_000,
  );

  test('a seed goes the same way every time, so that a failure can be replayed', async () => {
    const [first, second] = [await simulate(77), await simulate(77)];
    expect(first.story.length).toBeGreaterThan(20);
    expect(second).toEqual(first);
  });
});

describe('a bug that is planted', () => {
  test.each(mutants)('«$bug» is caught ($name)', async (mutant) => {
    expect(await huntMutant(mutant, 300)).toMatchObject({ fault: expect.any(String) });
  });

  test('is one of at least 25, each under a name of its own', () => {
    expect(new Set(mutants.map(({ name }) => name)).size).toBe(mutants.length);
    expect(mutants.length).toBeGreaterThanOrEqual(25);
  });
});
