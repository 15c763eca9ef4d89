import { type ApprovalRules, type ConfigRepo, type FieldMapping, parseCurrency, type SecretBox } from '@bilag/core';
import type { Pool } from 'pg';
import type { OrganizationScope } from './database.ts';
import { FieldMappingVersionEntity } from './entities/field-mapping-version.ts';
import { IntegrationConfigEntity } from './entities/integration-config.ts';
import { OrganizationEntity } from './entities/organization.ts';

/** What an organization has before it has a field mapping: no rule for anything. */
const noMapping: FieldMapping = { version: 0, expenseTypes: {}, credit: {}, postingDate: 'expense-date' };

/**
 * Integrations on PostgreSQL as engine and requests need them: credentials opened, mapping current. Each reads through its own door, so that requests
 * that wait do not hold up the engine.
 */
export function createPostgresConfigRepo(
  scopeOf: (organizationId: string) => OrganizationScope,
  secrets: SecretBox,
  pool: Pool,
): ConfigRepo {
  return {
    async integrationOf(organizationId) {
      return await scopeOf(organizationId).transactional(async (em) => {
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
    approvalRulesOf: (organizationId) => approvalRulesOf(pool, organizationId),
    async mappingVersion(organizationId, version) {
      const em = scopeOf(organizationId);
      const row = await em.findOne(FieldMappingVersionEntity, { organizationId, version });
      return row === null ? undefined : mappingOf(row);
    },
  };
}

interface RulesRow {
  readonly currency: string;
  readonly version: number | null;
  readonly content: Omit<FieldMapping, 'version'> | null;
}

/** One statement instead of a unit of work: every approval that comes in asks this. */
async function approvalRulesOf(pool: Pool, organizationId: string): Promise<ApprovalRules | undefined> {
  const text = 'select currency, version, content from bilag.approval_rules($1)';
  const { rows } = await pool.query<RulesRow>({ name: 'approval-rules', text, values: [organizationId] });
  const [row] = rows;
  if (row === undefined) return undefined;
  const { currency, version, content } = row;
  const mapping = version === null || content === null ? undefined : { ...content, version };
  return { currency: parseCurrency(currency), mapping };
}

/** The newest mapping version, or `undefined` when there is none yet. */
export async function currentMapping(em: OrganizationScope, organizationId: string): Promise<FieldMapping | undefined> {
  const newest = { orderBy: { version: 'desc' }, limit: 1 } as const;
  const [row] = await em.find(FieldMappingVersionEntity, { organizationId }, newest);
  return row === undefined ? undefined : mappingOf(row);
}

const mappingOf = ({ version, content }: FieldMappingVersionEntity): FieldMapping => ({ ...content, version });
