import { expect, test } from 'vitest';
import {
  type Alert,
  affectedRecordsLink,
  alertEvents,
  alertHref,
  alertKinds,
  platformId,
} from '../src/domain/alert.ts';
import { alertEventText, alertText } from '../src/domain/alert-texts/alert-text.ts';

const aTold = (kind: Alert['kind'], change: Partial<Alert> = {}) => ({
  kind,
  state: 'open' as const,
  code: 'ERP_PERIOD_CLOSED' as const,
  connector: 'xledger',
  count: 3,
  message: 'Period 2026-02 is closed',
  details: { recordKinds: ['honorarium' as const], threshold: 48, month: '2026-02' },
  ...change,
});

test('every kind has a title of one line and sentences, open and cleared, in both languages', () => {
  for (const kind of alertKinds) {
    for (const state of ['open', 'cleared'] as const) {
      const [en, nb] = (['en', 'nb'] as const).map((it) => alertText(aTold(kind, { state }), it));
      for (const it of [en, nb]) {
        expect(it?.title).toMatch(/^[^\n]+[^.\n]$/);
        expect(it?.text).toMatch(/[.!]$/);
      }
      expect(en?.title).not.toBe(nb?.title);
      expect(en?.text).not.toBe(nb?.text);
    }
  }
  for (const event of alertEvents) expect(alertEventText(event, 'nb')).not.toBe(alertEventText(event, 'en'));
});

test('ALR-1 an alert names the kind of record, the error as it was reported, its code and what to do', () => {
  const { title, text } = alertText(aTold('third-failure'), 'en');
  expect(title).toBe('3 honoraria failed three times in a row or more');
  expect(text).toContain('Period 2026-02 is closed. (ERP_PERIOD_CLOSED)');
  expect(text).toContain('Open the period in the accounting system');
  expect(alertText(aTold('third-failure', { count: 1 }), 'nb').title).toBe(
    '1 honorar feilet tre eller flere ganger på rad',
  );
  const mixed = aTold('records-refused', { details: { recordKinds: ['honorarium', 'reimbursement'] } });
  expect(alertText(mixed, 'en').title).toBe('3 records refused');
});

test('ALR-1 what takes booked vouchers back is told apart from what was not booked, with a remedy that can help', () => {
  const of = (count: number, reversals: number) =>
    aTold('records-refused', { count, code: 'ERP_UNKNOWN_LEDGER_ACCOUNT', details: { reversals } });
  expect(alertText(of(2, 2), 'nb')).toMatchObject({
    title: '2 tilbakeføringer avvist',
    text: expect.stringMatching(
      /Bilagene som skal tas tilbake, er bokført og står inntil videre\..* tilbakefør for hånd/,
    ),
  });
  expect(alertText(of(1, 1), 'en')).toMatchObject({
    title: '1 reversal refused',
    text: expect.not.stringContaining('in the field mapping'),
  });
  const mixed = alertText(of(3, 1), 'en');
  expect(mixed).toMatchObject({
    title: '3 records refused',
    text: expect.stringContaining('1 of them is a reversal, of what is booked and stands until then.'),
  });
  expect(mixed.text).toContain('in the field mapping');
  expect(alertText(of(3, 2), 'nb').text).toContain('2 av dem er tilbakeføringer av noe som er bokført');
});

test('ALR-4 an alert of reversals leads to the records that failed, as those are booked', () => {
  const alert = { organizationId: 'nbf', ...aTold('records-refused', { details: { reversals: 1 } }) };
  expect(alertHref(alert)).toBe('/console/organizations/nbf/records?show=failed&code=ERP_PERIOD_CLOSED');
  expect(affectedRecordsLink(alert)).toBe('/v1/organizations/nbf/records?failed=true&code=ERP_PERIOD_CLOSED');
});

test('ALR-4 an alert of one record leads to it, of several to their list, of findings to the audit log, and of none to the status screen', () => {
  const of = (kind: Alert['kind'], change: Partial<Alert> = {}) => ({ organizationId: 'nbf', ...aTold(kind, change) });
  expect(alertHref(of('records-refused', { details: { recordId: 'r1' } }))).toBe(
    '/console/organizations/nbf/records/r1',
  );
  expect(alertHref(of('records-refused'))).toBe(
    '/console/organizations/nbf/records?show=rejected&code=ERP_PERIOD_CLOSED',
  );
  expect(alertHref(of('pending-too-long'))).toBe('/console/organizations/nbf/status');
  expect(alertHref(of('ledger-differs'))).toBe('/console/organizations/nbf/audit-log?action=reconciliation-finding');
  expect(alertHref({ ...of('organizations-failing'), organizationId: platformId })).toBe(
    '/console/overview?health=errors',
  );
  expect(affectedRecordsLink(of('error-rate', { code: null }))).toBe('/v1/organizations/nbf/records?failed=true');
  expect(affectedRecordsLink(of('sync-paused'))).toBeNull();
});
