import {
  acceptApprovals,
  asVoucherReference,
  attachmentMediaTypes,
  type ExpenseRecordJson,
  erpFileName,
  expenseRecordToJson,
  type NewApproval,
  parseExpenseRecord,
} from '@bilag/core';
import {
  aFieldMapping,
  anApproval,
  anAttachment,
  createFakeReceiptSource,
  createInMemoryOutboxStore,
  createVirtualClock,
} from '@bilag/core/testing';
import { expect, test } from 'vitest';

const parse = (json: ExpenseRecordJson) => parseExpenseRecord('nbf', json);

test('addresses are no content: a record is the same whatever its files are served at', () => {
  const attachment = anAttachment();
  const content = expenseRecordToJson(parse(anApproval({ sourceId: 'S', attachments: [attachment] })));
  const elsewhere = { ...attachment, url: 'https://files.example/elsewhere' };
  expect(expenseRecordToJson(parse(anApproval({ sourceId: 'S', attachments: [elsewhere] })))).toEqual(content);
  expect(JSON.stringify(content)).not.toContain('https:');
  expect(expenseRecordToJson(parse(content))).toEqual(content);
});

test('no attachments and an empty list of them are the same content, as it was before there were any', () => {
  const without = expenseRecordToJson(parse(anApproval({ sourceId: 'S' })));
  expect(expenseRecordToJson(parse(anApproval({ sourceId: 'S', attachments: [] })))).toEqual(without);
  expect(without).not.toHaveProperty('attachments');
});

test('the same file or address twice is refused, naming the second', () => {
  const one = anAttachment();
  const twice = [
    [{ ...anAttachment(), sha256: one.sha256 }, 'attachments[1].sha256'],
    [{ ...anAttachment(), url: one.url }, 'attachments[1].url'],
  ] as const;
  for (const [other, field] of twice) {
    const reading = () => parse(anApproval({ attachments: [one, other] }));
    expect(reading).toThrow(expect.objectContaining({ code: 'VALIDATION_FAILED', field }));
  }
  const sameName = { ...anAttachment(), fileName: one.fileName };
  expect(parse(anApproval({ attachments: [one, sameName] })).attachments).toHaveLength(2);
});

test('in the ERP every receipt of every voucher has a name of its own, of at most 60 plain characters', () => {
  const references = ['R-0K4Z7Q2M9X1B3C5D7F', 'H-0K4Z7Q2M9X1B3C5D7F'].map(asVoucherReference);
  const names = references.flatMap((reference) =>
    reference === undefined
      ? []
      : Array.from({ length: 20 }, (_, at) =>
          erpFileName(reference, at + 1, attachmentMediaTypes[at % 6] ?? 'image/png'),
        ),
  );
  expect(new Set(names).size).toBe(40);
  for (const name of names) expect(name).toMatch(/^[A-Z0-9-]{1,24}[.][a-z]{3,4}$/);
});

test('an address that nothing may be fetched from refuses its approval alone; without a source every one does', async () => {
  const accepted: NewApproval[] = [];
  const approvals = {
    accept(_: string, given: readonly NewApproval[]) {
      accepted.push(...given);
      return Promise.resolve(
        given.map(({ reference }) => ({ kind: 'created', recordId: reference, reference }) as const),
      );
    },
  };
  const rules = { currency: 'NOK', mapping: aFieldMapping() } as const;
  const config = { currencyOf: () => Promise.resolve(rules.currency), approvalRulesOf: () => Promise.resolve(rules) };
  const clock = createVirtualClock();
  const { revisions } = createInMemoryOutboxStore(clock);
  const good = anAttachment();
  const bad = anAttachment(undefined, { url: 'https://elsewhere.example/?signature=secret' });
  const given = [anApproval({ attachments: [good, bad] }), anApproval({ attachments: [good] }), anApproval()];
  const receiptSource = createFakeReceiptSource();
  const answers = await acceptApprovals('nbf', given, { config, approvals, revisions, clock, receiptSource });
  expect(answers.map(({ kind }) => kind)).toEqual(['refused', 'created', 'created']);
  expect(accepted.map(({ attachmentUrls }) => attachmentUrls)).toEqual([[good.url], undefined]);
  const [refusal] = answers;
  const error = refusal?.kind === 'refused' ? refusal.error : undefined;
  expect(error).toMatchObject({ code: 'RECEIPT_ADDRESS_NOT_ALLOWED', field: 'attachments[1].url' });
  expect(error?.message).not.toMatch(/secret|elsewhere/);
  const without = await acceptApprovals('nbf', given, { config, approvals, revisions, clock });
  expect(without.map(({ kind }) => kind)).toEqual(['refused', 'refused', 'created']);
});
