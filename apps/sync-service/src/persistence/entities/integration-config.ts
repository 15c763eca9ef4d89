import type { SealedSecret } from '@bilag/core';
import { defineEntity, type InferEntity, p } from '@mikro-orm/core';

/** A row of `bilag.integration_configs`: one organization's connector, settings, sealed credentials and feature flag. */
export const IntegrationConfigEntity = defineEntity({
  name: 'IntegrationConfig',
  tableName: 'integration_configs',
  schema: 'bilag',
  properties: {
    organizationId: p.text().primary(),
    connector: p.text(),
    settings: p.json<unknown>(),
    enabled: p.boolean().default(false),
    configVersion: p.integer().default(1),
    credentialVersion: p.integer().default(1),
    sealedCredentials: p.json<SealedSecret>(),
    credentialsSetAt: p.datetime().defaultRaw('now()'),
    credentialsSetBy: p.text(),
    testedConfigVersion: p.integer().nullable(),
    testedCredentialVersion: p.integer().nullable(),
    testedAt: p.datetime().nullable(),
    ledgerId: p.text().nullable(),
    ledgerName: p.text().nullable(),
    updatedAt: p.datetime().defaultRaw('now()'),
  },
});
/** @see IntegrationConfigEntity */
export type IntegrationConfigEntity = InferEntity<typeof IntegrationConfigEntity>;
