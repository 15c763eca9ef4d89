import type { ChangeFeed, ChangeTopic, EnginePorts } from '@bilag/core';
import { announcing } from './announcing.ts';
import type { HttpPorts } from './http/http-ports.ts';

const vouchers: readonly ChangeTopic[] = ['status', 'records'];
const settings: readonly ChangeTopic[] = ['status'];

/** Stores of requests that announce what they have changed. */
export function announcingRequests<Ports extends Pick<HttpPorts, keyof typeof changesOfRequests>>(
  ports: Ports,
  { announce }: Pick<ChangeFeed, 'announce'>,
): Ports {
  const { approvals, revisions, decisions, syncs, integrations, checks } = ports;
  return {
    ...ports,
    approvals: announcing(approvals, changesOfRequests.approvals, announce),
    revisions: announcing(revisions, changesOfRequests.revisions, announce),
    decisions: announcing(decisions, changesOfRequests.decisions, announce),
    syncs: announcing(syncs, changesOfRequests.syncs, announce),
    integrations: announcing(integrations, changesOfRequests.integrations, announce),
    checks: announcing(checks, changesOfRequests.checks, announce),
  };
}

const changesOfRequests = {
  approvals: { accept: vouchers },
  revisions: { change: vouchers },
  decisions: { retry: vouchers, decide: vouchers },
  syncs: { request: ['status', 'sync'] },
  integrations: { save: settings, saveMapping: settings, recordTest: settings, setEnabled: settings },
  checks: { record: settings },
} as const;

/** An engine that announces what became of vouchers, receipts and lanes. */
export function announcingEngine(engine: EnginePorts, { announce }: Pick<ChangeFeed, 'announce'>): EnginePorts {
  const { outbox, receipts } = engine;
  return {
    ...engine,
    outbox: announcing(outbox, { recordOutcomes: ['status', 'records', 'sync'], adoptOrphans: vouchers }, announce),
    ...(receipts === undefined
      ? {}
      : { receipts: { ...receipts, store: announcing(receipts.store, { recordOutcome: ['records'] }, announce) } }),
  };
}
