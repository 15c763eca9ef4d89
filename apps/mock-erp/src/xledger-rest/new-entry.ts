import { date, type JsonSchema, list, record, text } from './schema-parts.ts';

/** A line of a new journal entry. */
export interface NewLine {
  readonly account: string;
  readonly amount: string;
  readonly costCenter?: string;
  readonly dimensions?: Readonly<Record<string, string>>;
  readonly project?: string;
  readonly taxRule?: string;
  readonly subledger?: string;
  readonly text?: string;
  readonly invoiceNumber?: string;
  readonly invoiceDate?: string;
  readonly dueDate?: string;
}

/** The body of `POST /v1/journal-entries`. */
export interface NewEntry {
  readonly externalId: string;
  readonly date: string;
  readonly currency: string;
  readonly lines: readonly NewLine[];
  readonly voucherNo?: number;
  readonly text?: string;
}

const code = (description: string) => text(description, { minLength: 1, maxLength: 50 });
const note = (description: string) => text(description, { maxLength: 255 });

const NEW_LINE: JsonSchema = record(
  {
    account: code('Code of a ledger account.'),
    amount: text('Debit positive, credit negative, in company currency.', {
      pattern: '^-?\\d{1,11}(\\.\\d{1,2})?$',
      examples: ['-842.50'],
    }),
    costCenter: code('Code of a value of the dimension COST_CENTER.'),
    dimensions: {
      type: 'object',
      description: 'Codes of dimension values by the name of their dimension.',
      additionalProperties: code('Code of a dimension value.'),
      examples: [{ COST_CENTER: '310' }],
    },
    project: code('Code of a project.'),
    taxRule: code('Code of a tax rule.'),
    subledger: code('Code of a subledger, to make the line an open item.'),
    text: note('By default the text of the entry.'),
    invoiceNumber: code('Number of the invoice or claim.'),
    invoiceDate: date('Date of the invoice.'),
    dueDate: date('When it is to be paid.'),
  },
  ['costCenter', 'dimensions', 'project', 'taxRule', 'subledger', 'text', 'invoiceNumber', 'invoiceDate', 'dueDate'],
);

/** The limits on lengths are invented; the fields are the contract's. @source xledger.md §13, 2026-11 */
export const NEW_ENTRY: JsonSchema = record(
  {
    externalId: text('Your name for the entry; the same as in the header Idempotency-Key.', {
      minLength: 1,
      maxLength: 100,
      pattern: '^[!-~]+$',
    }),
    date: date('Posting date.'),
    currency: text('ISO 4217.', { pattern: '^[A-Z]{3}$', examples: ['NOK'] }),
    lines: { ...list(NEW_LINE), minItems: 2 },
    voucherNo: {
      type: 'integer',
      minimum: 1,
      maximum: 99_999_999,
      description: 'Imported voucher number; allotted when left out.',
    },
    text: note('What the entry is about.'),
  },
  ['voucherNo', 'text'],
);
