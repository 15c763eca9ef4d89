import { setTimeout as pause } from 'node:timers/promises';
import type { Heartbeat, HeartbeatStore, Witness } from '@bilag/core';
import type { Logger } from 'pino';
import type { WitnessStore } from './witness.ts';

/** Watches over which database this worker has before it. */
export interface InstanceGuard {
  /** Beats from now on; `onSure` is called after the first beat that was answered, whatever the answer. Resolves when the first was tried, answered or not. */
  start(onSure: () => void): Promise<void>;
  /** What this process remembers; every lease and every attempt has to agree with it. */
  remembered(): Witness | undefined;
  stop(): Promise<void>;
}

/** A guard of this process. A database that is away is no contradiction: the beat is tried again. */
export function createInstanceGuard(
  store: HeartbeatStore,
  witness: WitnessStore,
  { beatMs }: { readonly beatMs: number },
  log: Logger,
): InstanceGuard {
  const stopping = new AbortController();
  let loop: Promise<void> | undefined;
  const first = Promise.withResolvers<void>();
  let remembered: Witness | undefined;
  let isUnreadable = false;
  let last: Heartbeat | undefined;

  const beat = async (): Promise<void> => {
    const answer = await store.beat(remembered, isUnreadable);
    tell(last, answer, log);
    // Only now, as the database has it for good: what is remembered must not lie ahead of it. What it was asked about is settled with it, too: it is held.
    remembered = answer;
    isUnreadable = false;
    last = answer;
    await witness.write(answer).catch((error: unknown) => {
      log.warn({ err: error }, 'The witness file cannot be written; what it holds is older than the database.');
    });
  };
  const run = async (onSure: () => void): Promise<void> => {
    const found = await witness.read();
    isUnreadable = found === 'unreadable';
    remembered = found === 'unreadable' ? undefined : found;
    let sure: (() => void) | undefined = onSure;
    while (!stopping.signal.aborted) {
      try {
        await beat();
        sure?.();
        sure = undefined;
      } catch (error) {
        log.warn({ err: error }, 'The heartbeat was not answered; trying again.');
      }
      first.resolve();
      const restMs = sure === undefined ? beatMs : Math.min(beatMs, retryMs);
      await pause(restMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  };
  return {
    start(onSure) {
      loop ??= run(onSure);
      return first.promise;
    },
    remembered: () => remembered,
    async stop() {
      stopping.abort();
      await loop;
    },
  };
}

/** Until the first beat is answered nothing is sent, so it is tried sooner; in milliseconds. */
const retryMs = 500;

/** Says once what has changed. */
function tell(before: Heartbeat | undefined, { mode, why, epoch }: Heartbeat, log: Logger): void {
  if (mode === 'reconcile-only' && before?.mode !== 'reconcile-only') {
    log.error(
      { why, epoch },
      'This database was restored or copied, or is held by hand: nothing is sent until an administrator releases it. See docs/operations.md.',
    );
  } else if (mode === 'normal' && before?.mode === 'reconcile-only') {
    log.warn({ epoch }, 'This installation was released and sends again.');
  }
}
