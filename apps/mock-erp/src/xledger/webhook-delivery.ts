import type { GraphQLSchema } from 'graphql';
import type { MockClock } from '../clock.ts';
import { createTurn } from '../turn.ts';
import { executeRequest, readRequest } from './execute.ts';
import { masterDataOf } from './master-data.ts';
import { osloDateTime } from './oslo-time.ts';
import { type ProjectChange, type ProjectChanges, withLastChange } from './project-changes.ts';
import type { XledgerSettings } from './settings.ts';
import { postWebhook } from './webhook-post.ts';
import type { Webhook, WebhookState, Webhooks } from './webhooks.ts';

/** What delivery works with. */
export interface DeliveryContext {
  readonly schema: GraphQLSchema;
  readonly clock: MockClock;
  readonly settings: XledgerSettings;
  readonly webhooks: Webhooks;
  readonly changes: ProjectChanges;
}

/** Tells receivers what changed. It repeats nothing by itself: every attempt is asked for. */
export interface WebhookDelivery {
  /** Makes one attempt at each webhook that has something waiting and neither pauses nor is faulted. */
  deliver(): Promise<void>;
  /** What a person does: pausing, resuming. Starts counting failures anew; false when there is no such webhook. */
  setState(dbId: number, state: WebhookState): Promise<boolean>;
  /** Cuts what is under way. */
  stop(): void;
}

/**
 * One attempt at a time. A failure makes the webhook RECOVERING, `webhookFailures` of them in a row FAULTED, and then what
 * waited is dropped. When it goes from state to state is invented. @source xledger.md §11 (states), 2026-11
 */
export function createDelivery(context: DeliveryContext): WebhookDelivery {
  const { webhooks, clock, settings } = context;
  const turn = createTurn();
  const stopped = new AbortController();
  const attempt = async (webhook: Webhook) => {
    const sent = webhook.waiting;
    if (sent.length === 0 || webhook.state === 'PAUSED' || webhook.state === 'FAULTED') return;
    const body = JSON.stringify(await payloadOf(webhook, sent, context));
    const { url, token } = webhook;
    const date = clock.now();
    if (await postWebhook({ url, body, date, token }, stopped.signal)) succeed(webhook, sent, date);
    else fail(webhook, settings.webhookFailures, date);
  };
  return {
    deliver: () =>
      turn.run(async () => {
        await Promise.all(webhooks.list().map(attempt));
      }),
    setState: (dbId, state) =>
      turn.run(() => {
        const webhook = webhooks.list().find((candidate) => candidate.dbId === dbId);
        if (webhook === undefined) return false;
        Object.assign(webhook, { state, failures: 0 });
        if (state === 'FAULTED') webhook.waiting = [];
        return true;
      }),
    stop: () => stopped.abort(),
  };
}

function succeed(webhook: Webhook, sent: readonly ProjectChange[], at: Date): void {
  webhook.state = 'RUNNING';
  webhook.failures = 0;
  webhook.waiting = webhook.waiting.filter((change) => !sent.includes(change));
  webhook.lastSuccessfulPost = osloDateTime(at);
}

function fail(webhook: Webhook, mostFailures: number, at: Date): void {
  webhook.failures += 1;
  webhook.lastFailedPost = osloDateTime(at);
  webhook.state = webhook.failures < mostFailures ? 'RECOVERING' : 'FAULTED';
  if (webhook.state === 'FAULTED') webhook.waiting = [];
}

/** The answer to the subscription, with the projects as they are now. */
async function payloadOf(
  { subscription, ownerDbId }: Webhook,
  sent: readonly ProjectChange[],
  { schema, changes }: DeliveryContext,
): Promise<object> {
  const { document } = readRequest(schema, subscription);
  if (document === undefined) throw new Error('A webhook has a subscription that can be read');
  const projects = withLastChange(masterDataOf(ownerDbId).projects, changes.list(ownerDbId));
  const edges = sent.map(({ sequence, projectDbId }) => ({
    syncVersion: syncVersionOf(sequence),
    node: projects.find((project) => project.dbId === projectDbId),
  }));
  return executeRequest(schema, document, subscription, { rootValue: { projectsMutated: { edges } }, problems: [] });
}

/** Means nothing to who receives it. @source xledger.md §11, 2026-11 */
function syncVersionOf(sequence: number): string {
  return Buffer.from(`mock sync version ${sequence}`).toString('base64url');
}
