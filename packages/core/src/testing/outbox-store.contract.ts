import { afterEach, beforeEach, describe } from 'vitest';
import { attemptsContract } from './outbox-attempts.contract.ts';
import { dueEntriesContract } from './outbox-due-entries.contract.ts';
import { lanesContract } from './outbox-lanes.contract.ts';
import { revisionsContract } from './outbox-revisions.contract.ts';
import type { OutboxHarness } from './outbox-store.harness.ts';

/** What every outbox promises: the one in memory and the one on PostgreSQL run it, without exceptions. */
export function outboxStoreContract(name: string, open: () => Promise<OutboxHarness>): void {
  describe(`${name}: the outbox's contract`, () => {
    let opened: OutboxHarness | undefined;
    beforeEach(async () => {
      opened = await open();
    });
    afterEach(() => opened?.close());
    const outbox = (): OutboxHarness => {
      if (opened === undefined) throw new Error('The outbox is not open.');
      return opened;
    };
    describe('lanes', () => {
      lanesContract(outbox);
    });
    describe('due entries', () => {
      dueEntriesContract(outbox);
    });
    describe('revisions', () => {
      revisionsContract(outbox);
    });
    describe('attempts and outcomes', () => {
      attemptsContract(outbox);
    });
  });
}
