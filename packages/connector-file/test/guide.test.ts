import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { errorCodes } from '@bilag/core';
import { describe, expect, test } from 'vitest';

const repository = path.resolve(import.meta.dirname, '../../..');
const guide = await readFile(path.join(repository, 'docs/writing-a-connector.md'), 'utf8');

/** A piece of code that the guide quotes: blocks of lines that follow one another in the source, without blank ones and indentation. */
interface Quotation {
  readonly file: string;
  readonly blocks: readonly string[];
}

const packed = (code: string) =>
  code
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join('\n');

const quotations = [...guide.matchAll(/^ *```ts (\S+)\n([^]*?)^ *```$/gm)].map(
  ([, file = '', code = '']): Quotation => ({ file, blocks: code.split('// …').map(packed) }),
);

/** The first quoted block that the source does not have after those before it. */
function firstStranger({ blocks }: Quotation, source: string): string | undefined {
  let from = 0;
  return blocks.find((block) => {
    const at = `\n${source}\n`.indexOf(`\n${block}\n`, from);
    from = at + block.length;
    return at < 0;
  });
}

describe('docs/writing-a-connector.md', () => {
  test('quotes the file connector in every chapter on code', () => {
    expect(quotations.length).toBeGreaterThanOrEqual(9);
    expect(guide.match(/```ts$/gm)).toBeNull();
  });

  test.each(quotations)('quotes $file as it is', async (quotation) => {
    const source = packed(await readFile(path.join(repository, quotation.file), 'utf8'));
    expect(quotation.blocks).not.toContain('');
    expect(firstStranger(quotation, source)).toBeUndefined();
  });

  test('names no error code, file or trait that does not exist', async () => {
    const codes = [...guide.matchAll(/`((?:ERP|VOUCHER|INVALID)_[A-Z_]+)`/g)].map(([, code = '']) => code);
    expect(codes.length).toBeGreaterThan(10);
    expect(codes.filter((it) => !Object.hasOwn(errorCodes, it))).toEqual([]);
    const links = [...guide.matchAll(/\]\(([^)#]+)[^)]*\)/g)].map(([, link = '']) => path.join('docs', link));
    const files = [...guide.matchAll(/`((?:packages|apps)\/[^`<]+)`/g)].map(([, file = '']) => file);
    for (const it of [...links, ...files.filter((file) => file.includes('.'))]) {
      await expect(readFile(path.join(repository, it))).resolves.toBeDefined();
    }
    const port = await readFile(path.join(repository, 'packages/core/src/ports/accounting-gateway.ts'), 'utf8');
    const traits = /interface GatewayTraits \{([^]*?)^\}/m.exec(port)?.[1] ?? '';
    for (const [, trait = ''] of traits.matchAll(/readonly (\w+)\??:/g)) expect(guide).toContain(`\`${trait}\``);
  });

  test('tells of every outcome that a gateway may give', async () => {
    const port = await readFile(path.join(repository, 'packages/core/src/ports/accounting-gateway.ts'), 'utf8');
    const kinds = [...port.matchAll(/readonly kind: '([a-z-]+)'/g)].map(([, kind = '']) => kind);
    expect(kinds.length).toBeGreaterThan(8);
    for (const kind of kinds) expect(guide).toContain(`\`${kind}\``);
  });
});
