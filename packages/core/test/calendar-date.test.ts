import { calendarDateOf, parseCalendarDate } from '@bilag/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

describe('a calendar date', () => {
  test.each(['1900-01-01', '2024-02-29', '2026-12-31', '2199-12-31'])('%s exists', (text) => {
    expect(parseCalendarDate(text)).toBe(text);
  });

  test.each([
    '2026-02-29',
    '1900-02-29',
    '2026-13-01',
    '2026-00-10',
    '2026-04-31',
    '2026-1-1',
    '26-01-01',
    '1899-12-31',
    '2200-01-01',
    '2026-03-05T00:00:00Z',
    ' 2026-03-05',
    '2026-03-05\n',
    '٢٠٢٦-٠٣-٠٥',
    20_260_305,
    null,
    undefined,
  ])('API-4 %o is none, and the field is named', (text) => {
    const refusal = expect.objectContaining({ code: 'INVALID_DATE', field: 'expenseDate' });
    expect(() => parseCalendarDate(text, 'expenseDate')).toThrow(refusal);
  });

  test.each([
    ['2026-01-01T22:59:59.999Z', '2026-01-01'],
    ['2026-01-01T23:00:00.000Z', '2026-01-02'],
    ['2026-07-01T21:59:59.999Z', '2026-07-01'],
    ['2026-07-01T22:00:00.000Z', '2026-07-02'],
    ['2026-12-31T23:00:00.000Z', '2027-01-01'],
  ])('the instant %s is the Norwegian date %s, in winter and summer time', (instant, date) => {
    expect(calendarDateOf(new Date(instant))).toBe(date);
  });

  test('of an instant in UTC is the date that the instant begins with', () => {
    const instants = fc.date({ min: new Date('1900-01-01'), max: new Date('2199-12-31'), noInvalidDate: true });
    fc.assert(
      fc.property(instants, (instant) => {
        expect(instant.toISOString().startsWith(calendarDateOf(instant, 'UTC'))).toBe(true);
      }),
    );
  });
});
