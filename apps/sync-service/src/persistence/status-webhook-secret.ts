import type { SealedSecret, SecretBox, SecretContext } from '@bilag/core';

/** What the secret of a status webhook is sealed with: a context of its own, so that it opens in no other secret’s place. */
export function statusSecretContext({ organizationId, version }: SecretContext): SecretContext {
  return { organizationId: `status-webhook of ${organizationId}`, version };
}

/** Seals a secret that messages to an endpoint are signed with. `version` is the organization’s number of it. */
export function sealStatusSecret(secrets: SecretBox, secret: string, context: SecretContext): Promise<SealedSecret> {
  return secrets.seal({ secret }, statusSecretContext(context));
}

/** @throws {SyncError} `CREDENTIALS_UNREADABLE`. */
export async function openStatusSecret(
  secrets: SecretBox,
  sealed: SealedSecret,
  context: SecretContext,
): Promise<string> {
  const opened = await secrets.open(sealed, statusSecretContext(context));
  const isSecret = typeof opened === 'object' && opened !== null && 'secret' in opened;
  if (!isSecret || typeof opened.secret !== 'string') throw new Error('What was sealed is not a secret of a webhook.');
  return opened.secret;
}
