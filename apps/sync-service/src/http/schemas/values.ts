import {
  attachmentMediaTypes,
  currencies,
  type Decision,
  outboxStates,
  payeeTypes,
  receiptStates,
  recordKinds,
} from '@bilag/core';
import { Type } from 'typebox';

/** No control characters, no halves of surrogate pairs: what every database, log and accounting system can hold. */
const plain = '[^\\p{Cc}\\p{Cs}\\p{Zl}\\p{Zp}]';

const textForm = `^(?!\\s+$)${plain}+$`;
const identifierForm = `^(?!\\s)${plain}+(?<!\\s)$`;
const fileNameForm = `^(?!\\s)(?!.*[/\\\\])${plain}+(?<!\\s)$`;
const amountForm = '^-?(0|[1-9]\\d{0,29})(\\.\\d{1,4})?$';
const quantityForm = '^(0|[1-9]\\d{0,8})(\\.\\d{1,4})?$';

/** What is wrong with a text that has not one of these forms, in words. */
export const complaintsByForm: Readonly<Record<string, string>> = {
  [textForm]: 'has a control character, or only blanks',
  [identifierForm]: 'has a control character, or a blank at its beginning or end',
  [fileNameForm]: 'has a slash, a control character, or a blank at its beginning or end',
  [amountForm]: 'is not a decimal string such as "842.50"',
  [quantityForm]: 'is not a decimal string such as "392.5", with at most nine digits and four decimals',
};

/** A text for people: 1 to `maxLength` characters, not only blanks. */
export const text = (maxLength: number, description: string, example: string) =>
  Type.String({ minLength: 1, maxLength, pattern: textForm, description, examples: [example] });

/** A text that programs compare: as {@link text}, and without blanks at either end, as it is never trimmed to fit. */
export const identifier = (maxLength: number, description: string, example: string) =>
  Type.String({ minLength: 1, maxLength, pattern: identifierForm, description, examples: [example] });

/** The name of a file: as {@link identifier}, and without slashes, as it is no path. */
export const fileName = (description: string) =>
  Type.String({
    minLength: 1,
    maxLength: 200,
    pattern: fileNameForm,
    description,
    examples: ['train-oslo-bergen.pdf'],
  });

/** SHA-256 in lower-case hexadecimal. */
export const sha256 = (description: string) =>
  Type.String({
    pattern: '^[0-9a-f]{64}$',
    maxLength: 64,
    description: `${description} In lower-case hexadecimal.`,
    examples: ['9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08'],
  });

/** Where a file is served. Which hosts are allowed is the operator’s choice. */
export const fileAddress = (description: string) =>
  Type.String({
    pattern: '^https?://[!-~]+$',
    maxLength: 4_000,
    description,
    examples: ['https://files.example.org/receipts/1187?expires=1772791800&signature=R2xX'],
  });

/** A code of the accounting system or the approving app: an account, a cost center, a project. */
export const code = (description: string, example: string) => identifier(30, description, example);

/** An amount in decimals; core knows how many the currency has, and that an expense is above zero. */
export const amount = (description: string) =>
  Type.String({
    pattern: amountForm,
    maxLength: 40,
    description: `${description} A decimal string with a dot, never a number.`,
    examples: ['842.50'],
  });

/** How many of a unit: a decimal string too, so that nothing is rounded on its way. */
export const quantity = () =>
  Type.String({
    pattern: quantityForm,
    description: 'How many units, such as kilometres. A decimal string with a dot.',
    examples: ['392.5'],
  });

/** An instant in UTC or with an offset, ISO 8601, from 1900 to 2199. */
export const instant = (description: string) =>
  Type.String({
    format: 'date-time',
    pattern: '^(19|20|21)\\d\\d-\\d\\d-\\d\\dT',
    maxLength: 40,
    description,
    examples: ['2026-03-06T09:30:00Z'],
  });

/** A calendar date. */
export const calendarDate = (description: string) =>
  Type.String({
    format: 'date',
    pattern: '^(19|20|21)\\d\\d-\\d\\d-\\d\\d$',
    description,
    examples: ['2026-03-05'],
  });

const oneOfTexts = <const T extends readonly string[]>(values: T, description: string) =>
  Type.Unsafe<T[number]>({ type: 'string', enum: [...values], description });

/** Supported currencies. */
export const currency = () => oneOfTexts(currencies, 'ISO 4217 code; the currency of the organization’s ledger.');
/** Kinds of expense record. */
export const recordKind = () => oneOfTexts(recordKinds, 'What was approved.');
/** Kinds of payee. */
export const payeeType = () => oneOfTexts(payeeTypes, 'Decides the credit account.');
/** States of an outbox entry. */
export const outboxState = () => oneOfTexts(outboxStates, 'How far the voucher has come.');

/** States of a receipt. */
export const receiptState = () => oneOfTexts(receiptStates, 'How far the receipt has come.');
/** Kinds of file that can be attached. */
export const attachmentMediaType = () => oneOfTexts(attachmentMediaTypes, 'What kind of file it is.');

/** One of a few words. */
export const choice = oneOfTexts;

/** What a person may decide about a voucher. */
export const decisions = ['ignore', 'not-booked', 'posted'] as const satisfies readonly Decision['what'][];

/** How an organization is named in paths and tokens. */
export const organizationIdPattern = '^[a-z0-9][a-z0-9-]{0,62}$';

/** An organization's id. */
export const organizationId = () =>
  Type.String({
    pattern: organizationIdPattern,
    maxLength: 63,
    description: 'The organization’s id: a–z, 0–9 and hyphens.',
    examples: ['nbf'],
  });

/** A record's id. */
export const recordId = () =>
  Type.String({
    format: 'uuid',
    maxLength: 36,
    description: 'The record’s id.',
    examples: ['0199b6f0-6a5e-7c31-8a4f-3f0d7a1b2c3d'],
  });
