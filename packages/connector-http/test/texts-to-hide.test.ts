import { expect, test } from 'vitest';
import { textsToHide, withoutTexts } from '../src/index.ts';

test('texts are hidden as they are, with single spaces and cut, and short ones not at all', () => {
  expect(textsToHide([{ text: 'Taxi\n for Kari' }, { text: '1' }, { text: ' bus ' }], 7)).toEqual([
    'Taxi\n for Kari',
    'Taxi for Kari',
    'Taxi\n f',
    'Taxi f',
  ]);
});

test.each([
  ['Not «Taxi for Kari»: 11', 'Not «***»: 11'],
  ['Not Taxi for Ka…', 'Not ***'],
  ['Not Taxi for Ka….', 'Not ***.'],
  ['Not Ta…', 'Not Ta…'],
  ['Not Taxi for Ka', 'Not Taxi for Ka'],
])('the words %j are shown as %j', (words, shown) => {
  expect(withoutTexts(words, ['Taxi for Kari', ''])).toBe(shown);
});
