import { describe, expect, test } from 'vitest';
import { createChance } from '../src/chance.ts';
import { type Claim, createClaims, meantSums, nextRevision } from '../src/claims.ts';
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
  { times = 1, changeMinor = 0, mapping = 0, costCenter = '', postingDate = it.expenseDate, bookedAt = '1' } = {},
): BookedVoucher {
  const sums = [...meantSums(it, mappings[mapping === 1 ? 1 : 0])];
  const lines = sums.map(([key, minor], at) => {
    const [account = '', center = ''] = key.split('/');
    const change = at === 0 ? changeMinor : at === sums.length - 1 ? -changeMinor : 0;
    const dimensions: Record<string, string> = center === '' ? {} : { glObject2: costCenter || center };
    return { account, amountMinor: Number(minor) + change, dimensions, text: `Reimbursement ${it.sourceId}` };
  });
  const bookings = Array.from({ length: times }, () => ({ postingDate, bookedAt, lines }));
  return { reference: referenceOf(it), system: 'xledger', ledgerId: '1', timesBooked: times, bookings };
}

/** The voucher that takes this one back. */
function takingBack(it: BookedVoucher, { times = 1, bookedAt = '' } = {}): BookedVoucher {
  const [booking] = it.bookings;
  const lines = (booking?.lines ?? []).map((line) => ({
    ...line,
    amountMinor: -line.amountMinor,
    text: `Reversal of ${it.reference}: ${line.text}`,
  }));
  const bookings = Array.from({ length: times }, () => ({ postingDate: booking?.postingDate ?? '', bookedAt, lines }));
  return { ...it, reference: `${it.reference}-BACK`, timesBooked: times, bookings };
}

const chance = createChance(4);
const others = Array.from({ length: 4 }, () => claim(organization));
const referenceOf = ({ sourceId, revision }: Claim) => `R-${sourceId}-${revision}`;

/** What the oracle says of these approvals, beside others that are as they must be. */
function faultsOf(claims: readonly Claim[], vouchers: readonly BookedVoucher[], withdrawn: readonly Claim[] = []) {
  const stored = new Map([...others, ...claims].map((it) => [referenceOf(it), it]));
  const booked = [...others.map((it) => bookedAs(it)), ...vouchers];
  return ledgerFaults(judgeLedger({ stored, withdrawn: new Set(withdrawn) }, booked, [organization]), true);
}

describe('the oracle', () => {
  const one = claim(organization);
  const faultsWith = (...vouchers: readonly BookedVoucher[]) => faultsOf([one], vouchers);

  test('accepts each approval booked once, by either mapping as a whole', () => {
    expect(faultsWith(bookedAs(one))).toEqual([]);
    expect(faultsWith(bookedAs(one, { mapping: 1 }))).toEqual([]);
  });

  test('sees a voucher that is lost, doubled, an øre wrong, on another cost center or day, or that nobody approved', () => {
    expect(faultsWith()).toContainEqual(expect.stringContaining('1 vouchers missing'));
    expect(faultsWith(bookedAs(one, { times: 2 }))).toContainEqual(expect.stringContaining('more than once'));
    expect(faultsWith(bookedAs(one, { changeMinor: 1 }))).toEqual([
      expect.stringContaining('1 vouchers differ'),
      'The accounts differ by 2 øre.',
    ]);
    expect(faultsWith(bookedAs(one, { costCenter: '330' }))).toContainEqual(expect.stringContaining('differ'));
    expect(faultsWith(bookedAs(one, { postingDate: '2020-01-01' }))).toContainEqual(expect.stringContaining('differ'));
    const strange = { ...bookedAs(one), reference: 'R-STRANGE' };
    expect(faultsWith(bookedAs(one), strange)).toEqual(['1 vouchers that nobody may have: R-STRANGE']);
  });

  test('sees a voucher of an approval that had to be refused', () => {
    const unfit = claim(organization, true);
    expect(faultsOf([unfit], [bookedAs(unfit)])).toContainEqual(expect.stringContaining('that nobody may have'));
    expect(faultsOf([unfit], [])).toEqual([]);
  });
});

describe('of a claim that was approved again, the oracle', () => {
  const first = claim(organization);
  const second = nextRevision(first, 'changed', chance);
  const [former, latter] = [bookedAs(first, { bookedAt: '1' }), bookedAs(second, { bookedAt: '3' })];
  const reversal = takingBack(former, { bookedAt: '2' });
  const faultsWith = (...vouchers: readonly BookedVoucher[]) => faultsOf([first, second], vouchers);

  test('accepts the former voucher taken back and the new one after it, or the new one alone', () => {
    expect(faultsWith(former, reversal, latter)).toEqual([]);
    expect(faultsWith(latter)).toEqual([]);
  });

  test('sees both standing, the new one booked too early or not at all, and a reversal of nothing, doubled, or not to the øre', () => {
    expect(faultsWith(former, latter)).toEqual([
      expect.stringContaining('not taken back'),
      expect.stringContaining('beside an earlier revision'),
      expect.stringContaining('øre'),
    ]);
    const late = takingBack(former, { bookedAt: '4' });
    expect(faultsWith(former, late, latter)).toEqual([expect.stringContaining('beside an earlier revision')]);
    expect(faultsWith(former, reversal)).toContainEqual(expect.stringContaining('missing'));
    expect(faultsWith(reversal, latter)).toContainEqual(expect.stringContaining('that nobody may have'));
    const twice = takingBack(former, { bookedAt: '2', times: 2 });
    expect(faultsWith(former, twice, latter)).toContainEqual(expect.stringContaining('more than once'));
    const wrong = takingBack(bookedAs(first, { changeMinor: 1 }), { bookedAt: '2' });
    expect(faultsWith(former, wrong, latter)).toContainEqual(expect.stringContaining('differ from'));
    expect(faultsWith(former, reversal, latter, takingBack(latter, { bookedAt: '4' }))).toContainEqual(
      expect.stringContaining('that nobody may have'),
    );
  });

  test('knows what a voucher takes back also where its own reference comes before its text, as on Xledger', () => {
    const own = 'R-ABCDEFGHJKMNPQRSTV';
    const bookings = reversal.bookings.map((it) => ({
      ...it,
      lines: it.lines.map((line) => ({ ...line, text: `${own} ${line.text}` })),
    }));
    expect(faultsWith(former, { ...reversal, reference: own, bookings }, latter)).toEqual([]);
  });

  test('wants nothing in the ledger for one in which nothing has changed', () => {
    const same = nextRevision(first, 'same', chance);
    expect(faultsOf([first, same], [former])).toEqual([]);
    expect(faultsOf([first, same], [former, bookedAs(same)])).toContainEqual(
      expect.stringContaining('that nobody may have'),
    );
  });

  test('wants nothing of it standing once it was withdrawn', () => {
    expect(faultsOf([first], [], [first])).toEqual([]);
    expect(faultsOf([first], [former, reversal], [first])).toEqual([]);
    expect(faultsOf([first], [former], [first])).toContainEqual(expect.stringContaining('not taken back'));
    const again = nextRevision(first, 'changed', chance);
    expect(faultsOf([first, again], [former, reversal, bookedAs(again, { bookedAt: '3' })], [first])).toEqual([]);
    const same = nextRevision(first, 'same', chance);
    expect(faultsOf([first, same], [former, reversal], [same])).toEqual([]);
  });
});

test('a seed plans the same strikes every time, and every kind of them', () => {
  const plan = planChaos(15, createChance(9));
  expect(planChaos(15, createChance(9))).toEqual(plan);
  expect(plan.deaths).toHaveLength(14);
  expect(new Set(plan.deaths.map(({ at }) => (at === 'any moment' ? at : at.point))).size).toBe(11);
  expect(new Set(plan.weather.map((it) => it.kind)).size).toBe(6);
});
