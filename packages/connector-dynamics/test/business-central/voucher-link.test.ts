import { parseVoucherReference } from '@bilag/core';
import { expect, test } from 'vitest';
import { voucherLink } from '../../src/business-central/voucher-link.ts';

const reference = parseVoucherReference('R-0K4Z7Q2M9X1B3C5D7F');
const settings = {
  profile: 'business-central',
  tenantId: 'hlf.example.no',
  environment: 'Production',
  companyName: 'HLF Norge',
};

test('a voucher is shown among the ledger entries of its company, by our reference', () => {
  const link = voucherLink(settings, reference) ?? '';
  expect(link).toBe(
    `https://businesscentral.dynamics.com/hlf.example.no/Production/?company=HLF%20Norge&page=20&filter='Document%20No.'%20IS%20'${reference}'`,
  );
  expect(URL.parse(link)?.searchParams.get('filter')).toBe(`'Document No.' IS '${reference}'`);
});

test.each([
  ['a company whose name is not set', { companyName: undefined }],
  ['a cloud that is not the public one', { apiUrl: 'https://api.businesscentral.dynamics.com.example.org/v2.0' }],
  ['an address with a million slashes in it', { apiUrl: `https://a.example${'/'.repeat(1_000_000)}b` }],
  ['a tenant of another form', { tenantId: '../admin?x=' }],
  ['an environment of another form', { environment: 'javascript:alert(1)' }],
])('there is no link for %s', (_name, change) => {
  expect(voucherLink({ ...settings, ...change }, reference)).toBeUndefined();
});

test.each(["x&page=1&filter='1'", '#fragment', '"><script>', '%0d%0ahost', '?company=other'])(
  'a company called «%s» stays the name of a company',
  (companyName) => {
    const url = new URL(voucherLink({ ...settings, companyName }, reference) ?? '');
    expect(url.origin).toBe('https://businesscentral.dynamics.com');
    expect([...url.searchParams]).toEqual([
      ['company', companyName],
      ['page', '20'],
      ['filter', `'Document No.' IS '${reference}'`],
    ]);
    expect(url.hash).toBe('');
  },
);
