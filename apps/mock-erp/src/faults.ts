import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { MockClock } from './clock.ts';
import { applyFault, type End, type Work } from './fault-apply.ts';
import { deliver, textOf } from './fault-deliver.ts';
import type { FaultPowers } from './fault-effects.ts';
import { createFaultRules, type FaultRules } from './fault-rules.ts';
import { headersOfInterest, type RequestLog, type RequestSystem } from './request-log.ts';

/** One call to a route. */
export interface FaultCall {
  readonly system: RequestSystem;
  readonly operation: string;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/** One item of a batch. */
export interface FaultItem {
  readonly system: RequestSystem;
  readonly operation: string;
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly bodyText: string;
}

/** Faults on demand. Every ERP route answers through `run`, which also writes the request log. */
export interface Faults extends FaultRules {
  /** Does the work once (or, as the fault demands, not at all) and sends the reply, or cuts the connection. */
  run(call: FaultCall, work: Work): Promise<FastifyReply>;
  /** The same for an item of a batch, counted and logged by its own operation; how its end ends the batch is for the batch to say. */
  runItem(item: FaultItem, work: Work): Promise<End>;
  /** Ends all waits of `delay` faults at once; for shutting down. */
  stop(): void;
}

/** No faults yet. With `log` every call is recorded in it; without `powers` faults change nothing but the call. */
export function createFaults(log?: { requests: RequestLog; clock: MockClock }, powers?: FaultPowers): Faults {
  const rules = createFaultRules();
  const stopped = new AbortController();
  const around = {
    changeSettings: (changes: Parameters<FaultPowers['changeSettings']>[0]) => powers?.changeSettings(changes),
    revokeTokens: () => powers?.revokeTokens(),
    pause: (ms: number) => sleep(ms, true, { signal: stopped.signal }).catch(() => false),
  };
  const perform = async (item: FaultItem, work: Work): Promise<End> => {
    const { system, operation, bodyText } = item;
    const rule = rules.pick({ system, operation, bodyText });
    const time = log?.clock.now().toISOString();
    const end = await applyFault(rule?.effect, work, around);
    log?.requests.record({
      time: time ?? '',
      system,
      operation,
      method: item.method,
      url: item.url,
      status: end.outcome === 'answered' || end.outcome === 'refused by fault' ? end.answer.status : undefined,
      outcome: end.outcome,
      faultId: rule?.id,
      headers: headersOfInterest(item.headers),
      body: bodyText,
      answer: textOf(end.answer.body),
    });
    return end;
  };
  return {
    ...rules,
    stop: () => stopped.abort(),
    runItem: perform,
    async run(call, work) {
      const { system, operation, request } = call;
      const { method, url } = request;
      const headers = singleHeaders(request.headers);
      return deliver(
        await perform({ system, operation, method, url, headers, bodyText: textOf(request.body) }, work),
        call,
      );
    },
  };
}

/** Headers by name in lower case; one that came several times is joined. */
export function singleHeaders(headers: FastifyRequest['headers']): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]),
  );
}

export type { FaultEffect } from './fault-effects.ts';
export type { FaultRule, FaultRules, NewFaultRule } from './fault-rules.ts';
