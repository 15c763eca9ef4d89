import { expect, test } from 'vitest';
import { presentable } from '../src/index.ts';

test('the words of an ERP stand on one line', () => {
  expect(presentable(' Account\r\n 9999\tis blocked.\u0000 ', [])).toBe('Account 9999 is blocked.');
});

test('long words are cut, and never inside a character', () => {
  expect(presentable(`${'x'.repeat(298)}😀${'y'.repeat(900)}`, [])).toBe(`${'x'.repeat(298)}…`);
  expect(presentable('x'.repeat(300), [])).toBe('x'.repeat(300));
});

test('no secret is in them, and no part of one, wherever they are cut', () => {
  const secret = 'Hotell i Ålesund for Kari Nordmann';
  expect(presentable(`«${secret}» is no text.`, [secret])).toBe('«***» is no text.');
  for (let before = 0; before < 120; before += 1) {
    const text = `${' '.repeat(before)}${`${secret}  \n`.repeat(3_000)}`;
    expect(presentable(text, [secret, 'Kari'])).toMatch(/^([*]+ ?)+…$/);
  }
});

test('of words that go on for megabytes only the beginning is read, and they are marked as cut', () => {
  expect(presentable(`No.${' '.repeat(1_000_000)}Kari`, [])).toBe('No.…');
});
