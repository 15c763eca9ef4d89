import type { GraphqlRequest } from './execute.ts';
import type { ProjectChange } from './project-changes.ts';

/** What a webhook is doing. RECOVERING posts again what failed; PAUSED keeps what comes; FAULTED waits for a person. */
export type WebhookState = 'RUNNING' | 'PAUSED' | 'RECOVERING' | 'FAULTED';

/** What an organization asked to be told, and where. */
export interface NewWebhook {
  readonly ownerDbId: number;
  readonly description: string;
  readonly url: string;
  /** The subscription as it was sent, and as it was read. */
  readonly serializedPayload: string;
  readonly subscription: GraphqlRequest;
  /** The API token it was made with; what is posted is signed with it. */
  readonly token: string;
}

/** A webhook that has been added. Times are date-times in Norway, without offset. */
export interface Webhook extends NewWebhook {
  readonly dbId: number;
  state: WebhookState;
  /** Failed posts in a row. */
  failures: number;
  /** Changes that have not been delivered, oldest first. */
  waiting: readonly ProjectChange[];
  lastSuccessfulPost: string | undefined;
  lastFailedPost: string | undefined;
}

/** The webhooks of all organizations; a restart forgets them. */
export interface Webhooks {
  /** Oldest first. */
  list(): readonly Webhook[];
  add(webhook: NewWebhook): Webhook;
  remove(dbIds: ReadonlySet<number>): void;
  /** Lets the change wait for delivery at every webhook of its owner. What is FAULTED misses it. */
  enqueue(change: ProjectChange): void;
  clear(): void;
}

/** The first id is invented. */
const FIRST_DB_ID = 9_501;

/** Starts with no webhooks. */
export function createWebhooks(): Webhooks {
  let webhooks: Webhook[] = [];
  let lastDbId = FIRST_DB_ID - 1;
  return {
    list: () => webhooks,
    add(asked) {
      lastDbId += 1;
      const beginning = { state: 'RUNNING', failures: 0, waiting: [] } as const;
      const webhook: Webhook = {
        ...asked,
        ...beginning,
        dbId: lastDbId,
        lastSuccessfulPost: undefined,
        lastFailedPost: undefined,
      };
      webhooks.push(webhook);
      return webhook;
    },
    remove(dbIds) {
      webhooks = webhooks.filter(({ dbId }) => !dbIds.has(dbId));
    },
    enqueue(change) {
      for (const webhook of webhooks) {
        const hears = webhook.ownerDbId === change.ownerDbId && webhook.state !== 'FAULTED';
        if (hears) webhook.waiting = [...webhook.waiting, change];
      }
    },
    clear() {
      webhooks = [];
      lastDbId = FIRST_DB_ID - 1;
    },
  };
}
