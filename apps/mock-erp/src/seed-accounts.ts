/** A ledger account of the demo's chart of accounts; the same numbers stand in both ERPs. */
export interface SeedAccount {
  readonly number: string;
  readonly name: string;
  /** Balance sheet or income statement. */
  readonly kind: 'asset' | 'liability' | 'expense';
  readonly blocked?: true;
}

/** Invented, after the Norwegian standard chart of accounts. */
export const SEED_ACCOUNTS: readonly SeedAccount[] = [
  { number: '1920', name: 'Bank', kind: 'asset' },
  { number: '2400', name: 'Leverandørgjeld', kind: 'liability' },
  { number: '2910', name: 'Gjeld til ansatte', kind: 'liability' },
  { number: '2990', name: 'Annen kortsiktig gjeld', kind: 'liability' },
  { number: '5390', name: 'Honorar', kind: 'expense' },
  { number: '7100', name: 'Bilgodtgjørelse', kind: 'expense' },
  { number: '7130', name: 'Reisekostnad', kind: 'expense' },
  { number: '7140', name: 'Kollektivtransport', kind: 'expense' },
  { number: '7142', name: 'Bompenger', kind: 'expense' },
  { number: '7143', name: 'Parkering', kind: 'expense' },
  { number: '7199', name: 'Diverse reise (sperret)', kind: 'expense', blocked: true },
];
