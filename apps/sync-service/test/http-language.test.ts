import { norwegian } from '@bilag/core';
import { describe, expect, onTestFinished, test } from 'vitest';
import { languageOf } from '../src/http/language.ts';
import { startTestService } from './support/service.ts';

const asking = (language?: string) => languageOf(language === undefined ? {} : { 'accept-language': language });

describe('the language of errors', () => {
  test.each([
    ['nb', 'nb'],
    ['nb-NO,nb;q=0.9,en;q=0.8', 'nb'],
    ['no', 'nb'],
    ['nn-NO, en;q=0.5', 'nb'],
    ['en-GB,nb;q=0.5', 'en'],
    ['se', 'en'],
    ['*', 'en'],
    ['', 'en'],
    ['nb;q=0', 'en'],
    [`${'x'.repeat(5_000)};q=`, 'en'],
    [undefined, 'en'],
  ] as const)('for «%s» is %s', (asked, language) => {
    expect(asking(asked)).toBe(language);
  });

  test('API-4 a bookkeeper who reads Norwegian is told in Norwegian what to do, under the same code', async () => {
    const service = await startTestService();
    onTestFinished(() => service.close());
    const ask = (language: string) =>
      fetch(`${service.url}/v1/connectors`, { headers: { 'accept-language': language } });
    const [nb, en] = [await ask('nb-NO'), await ask('en')];
    expect([nb.status, en.status]).toEqual([401, 401]);
    expect(nb.headers.get('content-language')).toBe('nb');
    expect(nb.headers.get('vary')?.toLowerCase()).toContain('accept-language');
    const { meaning: title, remedy } = norwegian.AUTHENTICATION_REQUIRED;
    expect(await nb.json()).toMatchObject({ code: 'AUTHENTICATION_REQUIRED', title, remedy });
    expect(await en.json()).toMatchObject({ code: 'AUTHENTICATION_REQUIRED', remedy: 'Send a valid bearer token.' });
    const page = await fetch(`${service.url}/docs/errors`, { headers: { 'accept-language': 'nb' } });
    expect(await page.text()).toContain(norwegian.ERP_PERIOD_CLOSED.meaning);
  });
});
