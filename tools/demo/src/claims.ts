/** An approval as the approving app sends it. */
export interface Claim {
  readonly kind: 'reimbursement' | 'honorarium';
  readonly sourceId: string;
  readonly revision: number;
  readonly approvedAt: string;
  readonly approvedBy: string;
  readonly expenseDate: string;
  readonly payee: { readonly type: 'employee' | 'volunteer'; readonly id: string; readonly name: string };
  readonly currency: 'NOK';
  readonly lines: readonly {
    readonly expenseType: string;
    readonly amount: string;
    readonly costCenter: string;
    readonly project?: string;
    readonly text: string;
  }[];
}

const people = {
  ola: { type: 'employee', id: 'E1187', name: 'Ola Nordmann' },
  kari: { type: 'employee', id: 'E1188', name: 'Kari Hansen' },
  liv: { type: 'volunteer', id: 'V2001', name: 'Liv Berg' },
  per: { type: 'volunteer', id: 'V2002', name: 'Per Dahl' },
} as const;

type Line = readonly [expenseType: string, amount: string, costCenter: string, text: string, project?: string];

/**
 * The demo's approvals of one organization; the same on every run, so that a second run shows that nothing is booked twice.
 * The first one is lost in transit on purpose.
 */
export function demoClaims(prefix: 'NBF' | 'HLF', firstDay: string): readonly Claim[] {
  const [a, b, c, project] = prefix === 'NBF' ? ['310', '320', '330', '4402'] : ['100', '110', '120', 'P10'];
  const claim = (number: number, kind: Claim['kind'], who: keyof typeof people, ...lines: Line[]): Claim => ({
    kind,
    sourceId: `${prefix}-${firstDay.slice(0, 4)}-${String(number).padStart(4, '0')}`,
    revision: 1,
    approvedAt: `${firstDay}T08:00:00.000Z`,
    approvedBy: 'leder@example.org',
    expenseDate: firstDay,
    payee: people[who],
    currency: 'NOK',
    lines: lines.map(([expenseType, amount, costCenter, text, inProject]) => ({
      expenseType,
      amount,
      costCenter,
      text,
      ...(inProject === undefined ? {} : { project: inProject }),
    })),
  });
  return [
    claim(
      1,
      'reimbursement',
      'ola',
      ['public_transport', '842.50', a, 'Tog Oslo–Bergen'],
      ['toll', '61.00', a, 'Bompenger'],
    ),
    claim(
      2,
      'reimbursement',
      'kari',
      ['mileage', '1372.00', b, 'Kjøring 392 km'],
      ['parking', '240.00', b, 'Parkering'],
    ),
    claim(3, 'honorarium', 'liv', ['honorarium', '3500.00', c, 'Foredrag', project]),
    claim(
      4,
      'reimbursement',
      'per',
      ['public_transport', '39.90', c, 'Buss'],
      ['public_transport', '0.10', c, 'Gebyr'],
    ),
    claim(5, 'honorarium', 'kari', ['honorarium', '12000.00', a, 'Kursholder']),
    claim(
      6,
      'reimbursement',
      'liv',
      ['mileage', '87.50', b, 'Kjøring 25 km'],
      ['toll', '33.33', b, 'Bompenger'],
      ['parking', '66.67', b, 'Parkering', project],
    ),
  ];
}
