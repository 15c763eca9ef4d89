import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';

const folder = new URL('../docs/', import.meta.url);
const page = await readFile(new URL('reliability.md', folder), 'utf8');
const rows = [...page.matchAll(/^\| .* \| \[`[^`]+`\]\(([^)]+)\) «(.*)» \|$/gmu)].map(([, file = '', title = '']) => ({
  file,
  title,
}));

test('docs/reliability.md names at least 40 things that can go wrong, each with its test', () => {
  expect(rows.length).toBeGreaterThanOrEqual(40);
  const lines = page.split('\n').filter((line) => line.startsWith('| ') && !/^\| (where|---)/.test(line));
  expect(rows).toHaveLength(lines.length);
});

test.each(rows)('$title', async ({ file, title }) => {
  const source = await readFile(new URL(file, folder), 'utf8');
  expect(source.replaceAll("\\'", "'")).toContain(title);
});
