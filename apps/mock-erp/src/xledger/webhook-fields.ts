import type { GraphQLSchema } from 'graphql';
import type { XledgerToken } from '../seed-xledger.ts';
import { type ListArguments, paginate } from './connection.ts';
import { BadRequestError, MassMutationError, type XledgerError } from './errors.ts';
import type { XledgerNode } from './filter.ts';
import type { XledgerSettings } from './settings.ts';
import { type AddWebhook, readWebhook } from './webhook-inputs.ts';
import type { Webhook, Webhooks } from './webhooks.ts';

/** What the webhooks' fields of one request work with. */
export interface WebhookContext {
  readonly schema: GraphQLSchema;
  readonly webhooks: Webhooks;
  readonly settings: XledgerSettings;
  readonly token: XledgerToken;
  /** Takes what a partial mass mutation left out. */
  readonly problems: XledgerError[];
}

/** Queries and mutations of webhooks, within the token's entity. @source xledger.md §3, §6 and §11, 2026-11 */
export function webhookFields(context: WebhookContext) {
  const { webhooks, settings, token } = context;
  const ours = () => webhooks.list().filter(({ ownerDbId }) => ownerDbId === token.ownerDbId);
  return {
    webhooks: (args: ListArguments) => paginate(ours().map(toNode), args, settings.pageLimit),
    webhook({ dbId }: { dbId?: string | null }) {
      const found = ours().find((webhook) => String(webhook.dbId) === dbId);
      return found === undefined ? null : toNode(found);
    },
    addWebhooks: ({ inputs }: { inputs: readonly AddWebhook[] }) => addWebhooks(inputs, context),
    removeWebhooks({ dbIds }: { dbIds: readonly number[] }) {
      const present = new Set(ours().map(({ dbId }) => dbId));
      const removed = new Set(dbIds.filter((dbId) => present.has(dbId)));
      webhooks.remove(removed);
      return { numAffected: removed.size, skippedDbIds: dbIds.filter((dbId) => !present.has(dbId)) };
    },
    projectsMutated(): never {
      throw new BadRequestError('A subscription is answered through a webhook.');
    },
  };
}

function addWebhooks(inputs: readonly AddWebhook[], { schema, webhooks, settings, token, problems }: WebhookContext) {
  if (inputs.length > settings.massLimit)
    throw new BadRequestError(`A mass mutation takes at most ${settings.massLimit} nodes.`);
  const read = inputs.map((input) => ({ ...input, ...readWebhook(input.node, schema) }));
  const found = read.flatMap((webhook) => webhook.problems);
  if (found.length > 0 && settings.massFailureMode === 'atomic') throw new MassMutationError(found);
  problems.push(...found);
  const good = read.filter((webhook) => webhook.problems.length === 0);
  const edges = good.map(({ clientId, node, subscription }) => {
    const { description, url, serializedPayload } = node;
    const webhook = webhooks.add({
      ownerDbId: token.ownerDbId,
      token: token.token,
      description: description ?? '',
      url: url ?? '',
      serializedPayload: serializedPayload ?? '',
      subscription,
    });
    return { clientId, node: toNode(webhook) };
  });
  return { edges: edges.length === 0 ? null : edges };
}

function toNode(webhook: Webhook): XledgerNode {
  const { dbId, description, url, state, serializedPayload, lastSuccessfulPost, lastFailedPost } = webhook;
  return { dbId, description, url, state: { code: state }, serializedPayload, lastSuccessfulPost, lastFailedPost };
}
