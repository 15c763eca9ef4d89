import { asVoucherReference, deriveVoucherReference, parseVoucherReference, type RecordIdentity } from '@bilag/core';
import { anApproval } from '@bilag/core/testing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

const identity = { organizationId: 'nbf', kind: 'reimbursement', sourceId: 'CLM-1', revision: 1 } as const;

/** In ledgers these stand for ever: a change here books every voucher in flight a second time. Worked out with another program. */
const golden: readonly [RecordIdentity, string][] = [
  [identity, 'R-03TNNTD1ZNG7C3ANNW'],
  [{ ...identity, revision: 2 }, 'R-JPS38DYK9922EWA25F'],
  [{ ...identity, organizationId: 'hlf' }, 'R-Y701GNTTDH5GACBH15'],
  [{ ...identity, kind: 'honorarium' }, 'H-E7MG60ZTG3KDKR1JS3'],
  [
    { organizationId: 'blindeforbundet', kind: 'honorarium', sourceId: 'Møte/2026-03 «Bergen» 🎹', revision: 12 },
    'H-0W5TZ56NDK1A28FECE',
  ],
  [
    {
      organizationId: '0b6b4c5e-7d0e-4a57-9f3c-2f6f3f2f9a11',
      kind: 'reimbursement',
      sourceId: 'a"b\\c',
      revision: 2_147_483_647,
    },
    'R-DV3QAF7T4DG3T1R3YG',
  ],
];

describe('the voucher reference', () => {
  test.each(golden)('DOD-2 of %o is and stays %s', async (of, reference) => {
    expect(await deriveVoucherReference(of)).toBe(reference);
  });

  test('API-1 is derived from the identity alone, not from content or time', async () => {
    const [, reference] = golden[0] ?? [];
    expect(await deriveVoucherReference({ ...anApproval(), ...identity })).toBe(reference);
  });

  test('has at most 20 characters of A–Z 0–9 - and differs between identities', async () => {
    const arbitrary = fc.record({
      organizationId: fc.string({ unit: 'binary' }),
      kind: fc.constantFrom('reimbursement' as const, 'honorarium' as const),
      sourceId: fc.string({ unit: 'binary' }),
      revision: fc.integer({ min: 1 }),
    });
    await fc.assert(
      fc.asyncProperty(arbitrary, arbitrary, async (a, b) => {
        const [first, second] = [await deriveVoucherReference(a), await deriveVoucherReference(b)];
        expect(first).toMatch(/^[RH]-[A-Z0-9]{18}$/);
        expect(first === second).toBe(JSON.stringify(a) === JSON.stringify(b));
      }),
    );
  });

  test('is not confused by where organization and source id part', async () => {
    const [a, b] = [
      { ...identity, organizationId: 'a', sourceId: 'bc' },
      { ...identity, organizationId: 'ab', sourceId: 'c' },
    ];
    expect(await deriveVoucherReference(a)).not.toBe(await deriveVoucherReference(b));
  });

  test.each(['', 'R-03tnntd1zng7c3annw', 'R 1', 'R-03TNNTD1ZNG7C3ANNWX', 'R-Å', 'R-1\n'])(
    'a text that is none of ours is not taken for one: %o',
    (text) => {
      expect(asVoucherReference(text)).toBeUndefined();
      expect(() => parseVoucherReference(text)).toThrow('Not a voucher reference');
    },
  );
});
