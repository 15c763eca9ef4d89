import { errorCodes, norwegian } from '@bilag/core';
import { expect, test } from 'vitest';
import { inNorwegian } from '../src/http/readers-language.ts';
import { explained } from '../src/http/record-view.ts';

const code = 'ERP_PERIOD_CLOSED';
const { meaning, remedy } = norwegian[code];
const stored = { code, message: 'Period 2026-02 is closed.', field: null, ...explained(code) };

test('API-4 what a stored failure means and what to do about it is told in bokmål, wherever it stands; its message stays', () => {
  const told = { ...stored, title: meaning, remedy };
  expect(inNorwegian({ items: [{ id: '1', failure: stored }], nextCursor: null })).toEqual({
    items: [{ id: '1', failure: told }],
    nextCursor: null,
  });
  expect(inNorwegian({ errorCode: code, title: stored.title, remedy: stored.remedy })).toMatchObject({
    title: meaning,
    remedy,
  });
});

test('what is no explanation of a code stays as it is', () => {
  const alert = { code, title: '3 utlegg ble avvist', remedy: errorCodes[code].remedy };
  expect(inNorwegian(alert)).toEqual({ ...alert, remedy });
  const others = [
    // Told in bokmål already, and of its own.
    { code, title: '2 tilbakeføringer avvist', remedy: 'Tilbakefør for hånd.' },
    { code: '310', name: 'Oslo', remedy: 'x' },
    { code: 'toString', remedy: 'x' },
    { code },
    null,
    'x',
    1,
  ];
  expect(inNorwegian(others)).toEqual(others);
  const instant = new Date();
  expect(inNorwegian(instant)).toBe(instant);
});
