import { describe, expect, test } from 'vitest';
import { createChance } from '../src/chance.ts';
import { type Claim, createClaims, meantSums } from '../src/claims.ts';
import { judgeLedger, ledgerFaults } from '../src/ledger-oracle.ts';
import type { BookedVoucher } from '../src/mock-process.ts';
import { mappings, type Organization } from '../src/organizations.ts';
import { planChaos } from '../src/plan.ts';

const organization: Organization = {
  id: 'x1',
  kind: 'xledger',
  wire: { port: 0, strike: () => Promise.resolve(), close: () => undefined },
  ledger: { system: 'xledger', ledgerId: '1', costCenter: 'glObject2' },
  costCenters: ['310', '320'],
  integration: { connector: 'xledger', settings: {}, credentials: {} },
};
const claim = createClaims(createChance(3));

/** The voucher that this approval must become, `change` øre wrong on its first line and its last. */
function bookedAs(
  it: Claim,
  { times = 1, changeMinor = 0, mapping = 0, costCenter = '', postingDate = it.expenseDate } = {},
): BookedVoucher {
  const sums = [...meantSums(it, mappings[mapping === 1 ? 1 : 0])];
  const lines = sums.map(([key, minor], at) => {
    const [account = '', center = ''] = key.split('/');
    const change = at === 0 ? changeMinor : at === sums.length - 1 ? -changeMinor : 0;
    const dimensions: Record<string, string> = center === '' ? {} : { glObject2: costCenter || center };
    return { account, amountMinor: Number(minor) + change, dimensions, text: `Reimbursement ${it.sourceId}` };
  });
  const bookings = Array.from({ length: times }, () => ({ postingDate, bookedAt: '', lines }));
  return { reference: `R-${it.sourceId}`, system: 'xledger', ledgerId: '1', timesBooked: times, bookings };
}

const claims = Array.from({ length: 5 }, () => claim(organization));
const stored = new Map(claims.map((it) => [`R-${it.sourceId}`, it]));
const [first, ...others] = claims;
const faultsWith = (...vouchers: readonly BookedVoucher[]) =>
  ledgerFaults(judgeLedger(stored, [...others.map((it) => bookedAs(it)), ...vouchers], [organization]), true);

describe('the oracle', () => {
  test('accepts each approval booked once, by either mapping as a whole', () => {
    if (first === undefined) throw new Error('No claim');
    expect(faultsWith(bookedAs(first))).toEqual([]);
    expect(faultsWith(bookedAs(first, { mapping: 1 }))).toEqual([]);
  });

  test('sees a voucher that is lost, doubled, an øre wrong, on another cost center or day, or that nobody approved', () => {
    if (first === undefined) throw new Error('No claim');
    expect(faultsWith()).toContainEqual(expect.stringContaining('1 vouchers missing'));
    expect(faultsWith(bookedAs(first, { times: 2 }))).toContainEqual(expect.stringContaining('more than once'));
    expect(faultsWith(bookedAs(first, { changeMinor: 1 }))).toEqual([
      expect.stringContaining('1 vouchers differ'),
      'The accounts differ by 2 øre.',
    ]);
    expect(faultsWith(bookedAs(first, { costCenter: '330' }))).toContainEqual(expect.stringContaining('differ'));
    expect(faultsWith(bookedAs(first, { postingDate: '2020-01-01' }))).toContainEqual(
      expect.stringContaining('differ'),
    );
    const strange = { ...bookedAs(first), reference: 'R-STRANGE' };
    expect(faultsWith(bookedAs(first), strange)).toEqual(['1 vouchers that nobody may have: R-STRANGE']);
  });

  test('sees a voucher of an approval that had to be refused', () => {
    const unfit = claim(organization, true);
    const verdict = judgeLedger(new Map([[`R-${unfit.sourceId}`, unfit]]), [bookedAs(unfit)], [organization]);
    expect(ledgerFaults(verdict, true)).toEqual([expect.stringContaining('1 vouchers that nobody may have')]);
  });
});

test('a seed plans the same strikes every time, and every kind of them', () => {
  const plan = planChaos(15, createChance(9));
  expect(planChaos(15, createChance(9))).toEqual(plan);
  expect(plan.deaths).toHaveLength(14);
  expect(new Set(plan.deaths.map(({ at }) => (at === 'any moment' ? at : at.point))).size).toBe(11);
  expect(new Set(plan.weather.map((it) => it.kind)).size).toBe(6);
});
