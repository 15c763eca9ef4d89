import { createMockClock, type MockClock } from './clock.ts';
import { createFaults, type Faults } from './faults.ts';
import { type Ledger, openLedger } from './ledger.ts';
import { createRequestLog, type RequestLog } from './request-log.ts';
import { type MockSeed, seed } from './seed.ts';
import { changeSettings, type SettingsBoard } from './settings-board.ts';

/** What every simulated system shares. */
export interface MockWorld {
  readonly clock: MockClock;
  readonly ledger: Ledger;
  readonly faults: Faults;
  readonly requests: RequestLog;
  readonly seed: MockSeed;
  /** Each system adds its own settings. */
  readonly settings: SettingsBoard;
  /** Each system adds what brings it back to its first state; `POST /control/reset` runs them all after clearing the ledger. */
  readonly onReset: (() => void)[];
  /** Each system adds what makes the access tokens it gave worthless. */
  readonly onRevokeTokens: (() => void)[];
}

/** A fresh world; with a ledger file it remembers what was booked. */
export function createWorld(options: { ledgerFile?: string | undefined } = {}): MockWorld {
  const clock = createMockClock();
  const requests = createRequestLog();
  const ledger = openLedger({ file: options.ledgerFile });
  const settings: SettingsBoard = new Map();
  const onRevokeTokens: (() => void)[] = [];
  const faults = createFaults(
    { requests, clock },
    {
      changeSettings: (changes) => changeSettings(settings, changes),
      revokeTokens() {
        for (const revoke of onRevokeTokens) revoke();
      },
    },
  );
  return { clock, ledger, requests, faults, seed, settings, onReset: [], onRevokeTokens };
}
