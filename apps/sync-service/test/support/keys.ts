import type { SealedSecret } from '@bilag/core';
import { openWebhookSecret } from '../../src/persistence/alert-secret.ts';
import { createPostgresAlertSettingsStore } from '../../src/persistence/postgres-alert-settings-store.ts';
import { createPostgresIntegrationStore } from '../../src/persistence/postgres-integration-store.ts';
import { createEnvelopeSecretBox } from '../../src/secrets/envelope-secret-box.ts';
import type { ServiceDatabase } from './opened-database.ts';

/** Gives organizations credentials and the secret of a webhook, as their administrators do; each has its own. */
export async function sealFor(service: ServiceDatabase, ids: readonly string[], key: Uint8Array): Promise<void> {
  const secrets = createEnvelopeSecretBox(key);
  const integrations = createPostgresIntegrationStore(service.database, secrets);
  const alerts = createPostgresAlertSettingsStore(service.database.requestPool, secrets);
  for (const id of ids) {
    await integrations.save(id, { connector: 'file', settings: {}, credentials: { token: tokenOf(id) } }, 'test');
    const webhook = { webhookUrl: 'https://hooks.example.org/', webhookSecret: webhookSecretOf(id) };
    await alerts.save(id, { errorsPerDay: 5, pendingHours: 24, emails: [], ...webhook }, 'test');
  }
}

const tokenOf = (id: string) => `the token of ${id}`;
const webhookSecretOf = (id: string) => `whsec_${Buffer.from(`secret of ${id}`).toString('base64')}`;

/** How many secrets of both kinds open with this key and no other, and say what they said. */
export async function countOpening(service: ServiceDatabase, key: Uint8Array): Promise<number> {
  const box = createEnvelopeSecretBox(key);
  const rows = await service.asOwner<{ id: string; kind: string; version: number; sealed: SealedSecret }>(`
    select organization_id as id, 'credentials' as kind, credential_version as version, sealed_credentials as sealed from bilag.integration_configs
    union all select organization_id, 'webhook', secret_version, sealed_secret from bilag.alert_settings where sealed_secret is not null`);
  const opened = await Promise.all(
    rows.map(async ({ id, kind, version, sealed }) => {
      const context = { organizationId: id, version };
      try {
        if (kind === 'webhook') return (await openWebhookSecret(box, sealed, context)) === webhookSecretOf(id);
        return JSON.stringify(await box.open(sealed, context)) === JSON.stringify({ token: tokenOf(id) });
      } catch {
        return false;
      }
    }),
  );
  return opened.filter(Boolean).length;
}
