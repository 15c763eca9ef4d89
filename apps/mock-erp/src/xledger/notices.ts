import type { GraphQLSchema } from 'graphql';
import type { MockWorld } from '../world.ts';
import { createProjectChanges, type ProjectChanges } from './project-changes.ts';
import type { XledgerSettings } from './settings.ts';
import { createDelivery, type WebhookDelivery } from './webhook-delivery.ts';
import { createWebhooks, type Webhooks } from './webhooks.ts';

/** How others hear of what people change in Xledger. */
export interface Notices {
  readonly changes: ProjectChanges;
  readonly webhooks: Webhooks;
  readonly delivery: WebhookDelivery;
  /** A person saves the project of this code, and the webhooks are told before this resolves; false when there is none. */
  saveProject(code: string): Promise<boolean>;
  /** Forgets all changes and webhooks. */
  clear(): void;
}

/** Starts with neither changes nor webhooks. */
export function createNotices(world: MockWorld, schema: GraphQLSchema, settings: XledgerSettings): Notices {
  const { clock } = world;
  const changes = createProjectChanges();
  const webhooks = createWebhooks();
  const delivery = createDelivery({ schema, clock, settings, webhooks, changes });
  return {
    changes,
    webhooks,
    delivery,
    async saveProject(code) {
      const project = world.seed.xledger.projects.find((candidate) => candidate.code === code);
      if (project === undefined) return false;
      webhooks.enqueue(changes.save(project, clock.now()));
      await delivery.deliver();
      return true;
    },
    clear() {
      changes.clear();
      webhooks.clear();
    },
  };
}
