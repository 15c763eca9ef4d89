import { expect } from 'vitest';
import type { TestService } from './service.ts';

/** What a scrape tells, by series: the name with its labels in the order of the alphabet. */
export async function scrape({ url }: Pick<TestService, 'url'>): Promise<ReadonlyMap<string, number>> {
  const response = await fetch(`${url}/metrics`);
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toMatch(/^text\/plain/);
  const lines = (await response.text()).split('\n').filter((it) => it !== '' && !it.startsWith('#'));
  return new Map(
    lines.map((line) => {
      const [, name = '', labels = '', value = ''] = /^(\w+)(?:\{(.*)\})? (\S+)/.exec(line) ?? [];
      const own = labels.split(/,(?=\w+=)/).filter((it) => it !== '' && !it.startsWith('otel_scope'));
      return [`${name}{${own.toSorted().join(',')}}`, Number(value)];
    }),
  );
}
