import type { SealedSecret, SecretBox, SecretContext } from '@bilag/core';

/** What a webhook's secret is sealed with: another context than the organization's credentials, so that neither opens in the other's place. */
export function webhookSecretContext({ organizationId, version }: SecretContext): SecretContext {
  return { organizationId: `alert-webhook of ${organizationId}`, version };
}

/** Seals the secret that an organization's webhook is signed with. */
export function sealWebhookSecret(secrets: SecretBox, secret: string, context: SecretContext): Promise<SealedSecret> {
  return secrets.seal({ secret }, webhookSecretContext(context));
}

/** @throws {SyncError} `CREDENTIALS_UNREADABLE`. */
export async function openWebhookSecret(
  secrets: SecretBox,
  sealed: SealedSecret,
  context: SecretContext,
): Promise<string> {
  const opened = await secrets.open(sealed, webhookSecretContext(context));
  const isSecret = typeof opened === 'object' && opened !== null && 'secret' in opened;
  if (!isSecret || typeof opened.secret !== 'string') throw new Error('What was sealed is not a secret of a webhook.');
  return opened.secret;
}
