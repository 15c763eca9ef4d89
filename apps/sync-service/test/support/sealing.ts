import type { SealedSecret, SecretBox } from '@bilag/core';
import { openWebhookSecret } from '../../src/persistence/alert-secret.ts';
import { createPostgresAlertSettingsStore } from '../../src/persistence/postgres-alert-settings-store.ts';
import { createPostgresIntegrationStore } from '../../src/persistence/postgres-integration-store.ts';
import { createPostgresWebhookEndpointStore } from '../../src/persistence/postgres-webhook-endpoint-store.ts';
import { openStatusSecret } from '../../src/persistence/status-webhook-secret.ts';
import type { ServiceDatabase } from './opened-database.ts';

/** Everything that administrators do in which a secret is sealed. */
export const sealings = ['credentials', 'alert webhook', 'new endpoint', 'another secret of an endpoint'] as const;
/** @see sealings */
export type Sealing = (typeof sealings)[number];

const endpoint = { url: 'https://hooks.example.org/', eventTypes: ['record.synced'], enabled: true } as const;

/** Does it, with this secret; what it says of itself beside the secret is the secret’s name as well. */
export async function save(
  service: ServiceDatabase,
  organizationId: string,
  what: Sealing,
  box: SecretBox,
  name: string,
) {
  const { database } = service;
  if (what === 'credentials') {
    const next = { connector: 'file', settings: { name }, credentials: { token: name } };
    return await createPostgresIntegrationStore(database, box).save(organizationId, next, name);
  }
  if (what === 'alert webhook') {
    const next = { errorsPerDay: 5, pendingHours: 24, emails: [`${name}@example.org`] };
    const webhook = { webhookUrl: endpoint.url, webhookSecret: name };
    return await createPostgresAlertSettingsStore(database.requestPool, box).save(
      organizationId,
      { ...next, ...webhook },
      name,
    );
  }
  const store = createPostgresWebhookEndpointStore(database.requestPool, box);
  const [first] = what === 'new endpoint' ? [] : await store.list(organizationId);
  if (first === undefined) return await store.create(organizationId, endpoint, name, name);
  return await store.replaceSecret(organizationId, first.endpointId, name, name);
}

interface Stored {
  readonly name: string;
  readonly sealed: SealedSecret;
  readonly version: number;
}

const statements: Readonly<Record<Sealing, string>> = {
  credentials: `select settings->>'name' as name, sealed_credentials as sealed, credential_version as version from bilag.integration_configs where organization_id = $1`,
  'alert webhook': `select split_part(emails[1], '@', 1) as name, sealed_secret as sealed, secret_version as version from bilag.alert_settings where organization_id = $1`,
  'new endpoint': `select set_by as name, sealed_secret as sealed, secret_version as version from bilag.webhook_secrets where organization_id = $1 order by 3`,
  'another secret of an endpoint': `select set_by as name, sealed_secret as sealed, secret_version as version from bilag.webhook_secrets where organization_id = $1 and expires_at is null`,
};

/** What is stored of it: what it says beside the secret, what the secret says, and the key that it is sealed with. */
export async function storedOf(service: ServiceDatabase, organizationId: string, what: Sealing, box: SecretBox) {
  const rows = await service.asOwner<Stored>(statements[what], [organizationId]);
  return await Promise.all(
    rows.map(async ({ name, sealed, version }) => ({
      name,
      version,
      keyId: String(sealed['keyId']),
      opened: await openedOf(what, box, sealed, { organizationId, version }),
    })),
  );
}

async function openedOf(
  what: Sealing,
  box: SecretBox,
  sealed: SealedSecret,
  context: Parameters<SecretBox['open']>[1],
) {
  if (what === 'alert webhook') return await openWebhookSecret(box, sealed, context);
  if (what !== 'credentials') return await openStatusSecret(box, sealed, context);
  const opened = await box.open(sealed, context);
  return typeof opened === 'object' && opened !== null && 'token' in opened ? opened.token : undefined;
}

/** A box that has sealed, and keeps what it has sealed until it is let go. */
export function heldBox(box: SecretBox) {
  const [reached, letGo] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  let asked = 0;
  return {
    /** How often it was asked to seal. */
    count: () => asked,
    reached: reached.promise,
    letGo: letGo.resolve,
    box: {
      open: (sealed, context) => box.open(sealed, context),
      async seal(secret, context) {
        asked += 1;
        const sealed = await box.seal(secret, context);
        reached.resolve();
        await letGo.promise;
        return sealed;
      },
    } satisfies SecretBox,
  };
}
