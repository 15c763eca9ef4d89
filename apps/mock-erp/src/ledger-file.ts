import { closeSync, existsSync, fsyncSync, ftruncateSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import type { LedgerVoucher } from './ledger-voucher.ts';

/** The ledger's file: one voucher per line as JSON. */
export interface LedgerFile {
  /** All whole lines. A torn last line (the process died while writing it) is cut off the file. */
  read(): LedgerVoucher[];
  /** Writes one line and returns when it is on disk. */
  append(voucher: LedgerVoucher): void;
  clear(): void;
  close(): void;
}

/** Opens (and creates, folder included) the file for appending. */
export function openLedgerFile(path: string): LedgerFile {
  mkdirSync(dirname(path), { recursive: true });
  const descriptor = openSync(path, existsSync(path) ? 'r+' : 'w+');
  let lengthBytes = 0;
  let isOpen = true;
  return {
    read() {
      const whole = wholeLines(readFileSync(path));
      lengthBytes = whole.length;
      ftruncateSync(descriptor, lengthBytes);
      return parseLines(path, whole.toString('utf8'));
    },
    append(voucher) {
      const line = Buffer.from(`${JSON.stringify(voucher)}\n`, 'utf8');
      writeSync(descriptor, line, 0, line.length, lengthBytes);
      fsyncSync(descriptor);
      lengthBytes += line.length;
    },
    clear() {
      ftruncateSync(descriptor, 0);
      lengthBytes = 0;
    },
    close() {
      if (isOpen) closeSync(descriptor);
      isOpen = false;
    },
  };
}

function wholeLines(content: Buffer): Buffer {
  return content.subarray(0, content.lastIndexOf('\n') + 1);
}

/** We wrote these lines ourselves; one that is no JSON means the file is damaged, and booking on would hide that. */
function parseLines(path: string, text: string): LedgerVoucher[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line, index) => {
      try {
        const voucher: LedgerVoucher = JSON.parse(line);
        return voucher;
      } catch (cause) {
        throw new Error(`Line ${index + 1} of the ledger file ${path} is damaged`, { cause });
      }
    });
}
