import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FaultEffect } from '@bilag/mock-erp';
import type { Child, Children } from './children.ts';
import { until } from './until.ts';

/** A voucher as the mock's ledger has it, however often it was booked. Amounts in øre. */
export interface BookedVoucher {
  readonly reference: string;
  readonly system: string;
  readonly ledgerId: string;
  readonly timesBooked: number;
  readonly bookings: readonly Booking[];
}

/** One booking of it: the day it counts on, and when it was made, as ISO text. */
export interface Booking {
  readonly postingDate: string;
  readonly bookedAt: string;
  readonly lines: readonly BookedLine[];
}

/** One of its lines; debit positive. */
export interface BookedLine {
  readonly account: string;
  readonly amountMinor: number;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly text: string;
}

/** A fault that strikes one call. */
export interface ErpFault {
  readonly operation: string;
  readonly effect: FaultEffect | string;
}

/** The mock ERP as a process of its own, reached over HTTP only. */
export interface MockProcess {
  readonly child: Child;
  readonly ports: { readonly http: number; readonly https: number };
  readonly caCertificate: string;
  ledger(): Promise<readonly BookedVoucher[]>;
  /** Strikes the next such call; resolves when it has. Until then the signal calls it off. */
  strike(fault: ErpFault, withinMs: number, calledOff?: AbortSignal): Promise<void>;
}

/** Starts it on free ports. It refuses nobody for asking often: the organizations of the proof share one token. */
export async function startMock(children: Children, directory: string): Promise<MockProcess> {
  const caFile = path.join(directory, 'mock-ca.pem');
  const main = path.join(path.dirname(fileURLToPath(import.meta.resolve('@bilag/mock-erp'))), 'main.ts');
  const child = children.start('mock', main, {
    MOCK_HTTP_PORT: '0',
    MOCK_HTTPS_PORT: '0',
    MOCK_CA_FILE: caFile,
    MOCK_BOOKING_INTERVAL_MS: '700',
  });
  const urlOf = (name: string) =>
    until(`the mock's address of ${name}`, 60_000, () => {
      if (child.ending() !== undefined) throw new Error(`The mock ERP ended: ${child.lastWords()}`);
      return child.lines(name)[0]?.split(/\s+/)[1];
    });
  const [control, https] = [await urlOf('control'), await urlOf('businessCentral')];
  const ask = async <T>(method: string, address: string, body?: unknown): Promise<T> => {
    const response = await fetch(control + address, {
      method,
      headers: body === undefined ? {} : { 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${address} answered ${response.status}: ${text}`);
    return JSON.parse(text === '' ? 'null' : text);
  };
  await ask('POST', '/settings', {
    xledger: { burstLimit: false, maxConcurrent: 0 },
    businessCentral: { rateLimit: false },
  });
  return {
    child,
    ports: { http: Number(new URL(control).port), https: Number(new URL(https).port) },
    caCertificate: readFileSync(caFile, 'utf8'),
    ledger: async () => (await ask<{ vouchers: readonly BookedVoucher[] }>('GET', '/ledger')).vouchers,
    async strike({ operation, effect }, withinMs, calledOff) {
      const { id } = await ask<{ id: string }>('POST', '/faults', { operation, effect, times: 1 });
      const hasStruck = async () => {
        calledOff?.throwIfAborted();
        const { faults } = await ask<{ faults: readonly { id: string; fired: number }[] }>('GET', '/faults');
        return faults.some((it) => it.id === id && it.fired > 0);
      };
      try {
        await until(`a call to ${operation}`, withinMs, hasStruck, 200);
      } finally {
        await ask('DELETE', `/faults/${id}`);
      }
    },
  };
}
