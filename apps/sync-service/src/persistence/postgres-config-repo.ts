import { type ConfigRepo, type FieldMapping, parseCurrency, type SecretBox } from '@bilag/core';
import { type Database, organizationScope } from './database.ts';
import { FieldMappingVersionEntity } from './entities/field-mapping-version.ts';
import { IntegrationConfigEntity } from './entities/integration-config.ts';
import { OrganizationEntity } from './entities/organization.ts';

/** What an organization has before it has a field mapping: no rule for anything. */
const noMapping: FieldMapping = { version: 0, expenseTypes: {}, credit: {}, postingDate: 'expense-date' };

/** Integrations on PostgreSQL as the engine needs them: credentials opened, mapping current. */
export function createPostgresConfigRepo(database: Database, secrets: SecretBox): ConfigRepo {
  return {
    async integrationOf(organizationId) {
      return await organizationScope(database, organizationId).transactional(async (em) => {
        const row = await em.findOne(IntegrationConfigEntity, { organizationId });
        const organization = await em.findOne(OrganizationEntity, { organizationId });
        if (row === null || organization === null) return undefined;
        const { connector, enabled, settings, configVersion, credentialVersion } = row;
        const credentials = await secrets.open(row.sealedCredentials, { organizationId, version: credentialVersion });
        const currency = parseCurrency(organization.currency);
        const mapping = (await currentMapping(em, organizationId)) ?? noMapping;
        return {
          organizationId,
          connector,
          enabled,
          currency,
          settings,
          credentials,
          configVersion,
          credentialVersion,
          mapping,
        };
      });
    },
    async approvalRulesOf(organizationId) {
      return await organizationScope(database, organizationId).transactional(async (em) => {
        const organization = await em.findOne(OrganizationEntity, { organizationId });
        if (organization === null) return undefined;
        const mapping = await currentMapping(em, organizationId);
        return { currency: parseCurrency(organization.currency), mapping };
      });
    },
    async mappingVersion(organizationId, version) {
      const em = organizationScope(database, organizationId);
      const row = await em.findOne(FieldMappingVersionEntity, { organizationId, version });
      return row === null ? undefined : mappingOf(row);
    },
  };
}

/** The newest mapping version, or `undefined` when there is none yet. */
export async function currentMapping(
  em: ReturnType<typeof organizationScope>,
  organizationId: string,
): Promise<FieldMapping | undefined> {
  const newest = { orderBy: { version: 'desc' }, limit: 1 } as const;
  const [row] = await em.find(FieldMappingVersionEntity, { organizationId }, newest);
  return row === undefined ? undefined : mappingOf(row);
}

const mappingOf = ({ version, content }: FieldMappingVersionEntity): FieldMapping => ({ ...content, version });
