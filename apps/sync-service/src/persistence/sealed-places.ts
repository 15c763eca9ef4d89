import type { SecretContext } from '@bilag/core';
import { webhookSecretContext } from './alert-secret.ts';
import { statusSecretContext } from './status-webhook-secret.ts';

/** A column with sealed secrets; organization and version name one of them. */
export interface SealedPlace {
  readonly kind: string;
  readonly table: string;
  readonly column: string;
  /** The column with the version that the secret is bound to. */
  readonly version: string;
  contextOf(context: SecretContext): SecretContext;
}

/** Every place where a secret is stored. A rotation of the key goes through these and no others; a test holds the schema to this list. */
export const sealedPlaces: readonly SealedPlace[] = [
  {
    kind: 'credentials',
    table: 'bilag.integration_configs',
    column: 'sealed_credentials',
    version: 'credential_version',
    contextOf: (context) => context,
  },
  {
    kind: 'alert-webhook',
    table: 'bilag.alert_settings',
    column: 'sealed_secret',
    version: 'secret_version',
    contextOf: webhookSecretContext,
  },
  {
    kind: 'status-webhook',
    table: 'bilag.webhook_secrets',
    column: 'sealed_secret',
    version: 'secret_version',
    contextOf: statusSecretContext,
  },
];
