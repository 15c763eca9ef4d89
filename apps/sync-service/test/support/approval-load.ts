import { setTimeout as pause } from 'node:timers/promises';
import { anApproval } from '@bilag/core/testing';
import type { TestService } from './started-service.ts';
import { approvingApp } from './started-service.ts';

/** Where approvals go, and how many milliseconds lie between an answer and the next. */
export interface Sender {
  readonly organizationId: string;
  readonly costCenter: string;
  readonly everyMs: number;
}

/** Approvals as they come in, one after the other from each sender. */
export interface ApprovalLoad {
  /** The statuses of all answers so far. */
  readonly statuses: readonly number[];
  /** The references of the vouchers that were promised. */
  readonly references: ReadonlySet<string>;
  slowestMs(): number;
  /** Waits for the answers under way. */
  stop(): Promise<void>;
}

/** Begins to send approvals over REST, until it is stopped. */
export function startApprovals(service: TestService, senders: readonly Sender[]): ApprovalLoad {
  const statuses: number[] = [];
  const references = new Set<string>();
  let slowestMs = 0;
  const over = new AbortController();
  const send = async ({ organizationId, costCenter, everyMs }: Sender): Promise<void> => {
    while (!over.signal.aborted) {
      const approval = anApproval({ lines: [{ expenseType: 'toll', amount: '61.00', costCenter, text: 'Toll' }] });
      const begunMs = performance.now();
      const path = `/v1/organizations/${organizationId}/approvals`;
      const { status, body } = await service.call('POST', path, approvingApp(organizationId), approval);
      slowestMs = Math.max(slowestMs, performance.now() - begunMs);
      statuses.push(status);
      if (status === 201) references.add(String(body.reference));
      await pause(everyMs);
    }
  };
  const sending = Promise.all(senders.map(send));
  return {
    statuses,
    references,
    slowestMs: () => slowestMs,
    async stop() {
      over.abort();
      await sending;
    },
  };
}
