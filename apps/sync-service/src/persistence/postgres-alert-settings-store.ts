import {
  type AlertSettings,
  type AlertSettingsStore,
  type AlertSettingsView,
  defaultAlertSettings,
  type SealedSecret,
  type SecretBox,
  SyncError,
} from '@bilag/core';
import type { Pool } from 'pg';
import { instantOf } from './alert-rows.ts';
import { sealWebhookSecret } from './alert-secret.ts';
import type { Sender } from './organization-door.ts';
import {
  holdKeyRotations,
  keyRotations,
  rotationsIn,
  type SealedBeforehand,
  storeSealed,
} from './sealed-beforehand.ts';
import * as sql from './sql/alert-statements.ts';
import { inOrganization } from './sql/in-organization.ts';

interface SettingsRow {
  readonly errors_per_day: number;
  readonly pending_hours: number;
  readonly emails: readonly string[];
  readonly webhook_url: string | null;
  readonly sealed_secret: SealedSecret | null;
  readonly secret_version: number;
  readonly secret_ms: string | null;
  readonly secret_set_by: string | null;
  readonly updated_ms: string;
  readonly updated_by: string;
}

/** Alert settings on PostgreSQL. Each change takes the organization's lock, so that changes follow one another. */
export function createPostgresAlertSettingsStore(requestPool: Pool, secrets: SecretBox): AlertSettingsStore {
  return {
    read: (organizationId) =>
      inOrganization(requestPool, organizationId, async (sender) => viewOf(await readRow(sender, organizationId))),
    async save(organizationId, settings, actor, assertStored) {
      const store = (secret?: SealedBeforehand) =>
        inOrganization(requestPool, organizationId, async (sender) => {
          await sender.query(sql.lockSettings, [organizationId]);
          return await saveSettings(sender, { organizationId, settings, actor, secret, assertStored });
        });
      const { webhookUrl, webhookSecret } = settings;
      if (webhookUrl === null || webhookSecret === undefined) return await store();
      return await storeSealed({
        binding: () =>
          inOrganization(requestPool, organizationId, async (sender) => ({
            version: nextVersion(await readRow(sender, organizationId)),
            rotations: await rotationsIn(sender, keyRotations),
          })),
        seal: (version) => sealWebhookSecret(secrets, webhookSecret, { organizationId, version }),
        store,
      });
    },
  };
}

interface Change {
  readonly organizationId: string;
  readonly settings: AlertSettings;
  readonly actor: string;
  /** A new one for the webhook. */
  readonly secret: SealedBeforehand | undefined;
  readonly assertStored: ((stored: AlertSettingsView) => void) | undefined;
}

async function saveSettings(
  sender: Sender,
  { organizationId, settings, actor, secret, assertStored }: Change,
): Promise<AlertSettingsView> {
  const before = await readRow(sender, organizationId);
  assertStored?.(viewOf(before));
  const version = secret === undefined ? (before?.secret_version ?? 0) : nextVersion(before);
  secret?.assertFits({ version, rotations: await rotationsIn(sender, holdKeyRotations) });
  const sealed = secret === undefined ? keptSecret(before, settings) : secret.sealed;
  const { errorsPerDay, pendingHours, emails, webhookUrl } = settings;
  const isNew = secret !== undefined;
  const stored = sealed === null ? null : JSON.stringify(sealed);
  const values = [organizationId, errorsPerDay, pendingHours, emails, webhookUrl, stored, version, actor, isNew];
  await sender.query(sql.saveSettings, values);
  await sender.query(sql.logSettings, [organizationId, actor, JSON.stringify(changeOf(before, settings, isNew))]);
  return viewOf(await readRow(sender, organizationId));
}

const nextVersion = (row: SettingsRow | undefined) => (row?.secret_version ?? 0) + 1;

async function readRow(sender: Sender, organizationId: string): Promise<SettingsRow | undefined> {
  return (await sender.query<SettingsRow>(sql.settings, [organizationId])).rows[0];
}

/** The one that is set, or none without a webhook. A secret is for one address: to another one nothing is signed with it. */
function keptSecret(before: SettingsRow | undefined, { webhookUrl }: AlertSettings): SealedSecret | null {
  if (webhookUrl === null) return null;
  if (before?.webhook_url === webhookUrl && before.sealed_secret !== null) return before.sealed_secret;
  throw new SyncError('WEBHOOK_SECRET_MISSING', 'A new address needs a secret to sign with.', {
    field: 'webhook.secret',
  });
}

/** What the sync log says of a change. Addresses of people are not in it, as it is kept for years. */
function changeOf(before: SettingsRow | undefined, settings: AlertSettings, isNewSecret: boolean) {
  const { errorsPerDay, pendingHours, emails, webhookUrl } = settings;
  const former = viewOf(before);
  return {
    errorsPerDay: { from: former.errorsPerDay, to: errorsPerDay },
    pendingHours: { from: former.pendingHours, to: pendingHours },
    emails: {
      count: emails.length,
      added: emails.filter((it) => !former.emails.includes(it)).length,
      removed: former.emails.filter((it) => !emails.includes(it)).length,
    },
    webhook: { from: hostOf(former.webhookUrl), to: hostOf(webhookUrl), isNewSecret },
  };
}

/** Only the host: the rest of an address may be a secret of its own. */
const hostOf = (url: string | null) => (url === null ? null : (URL.parse(url)?.host ?? null));

function viewOf(row: SettingsRow | undefined): AlertSettingsView {
  if (row === undefined) return { ...defaultAlertSettings, secretSet: null, updated: null };
  const secretAt = instantOf(row.secret_ms);
  return {
    errorsPerDay: row.errors_per_day,
    pendingHours: row.pending_hours,
    emails: row.emails,
    webhookUrl: row.webhook_url,
    secretSet: secretAt === null ? null : { at: secretAt, by: row.secret_set_by ?? '' },
    updated: { at: new Date(Number(row.updated_ms)), by: row.updated_by },
  };
}
