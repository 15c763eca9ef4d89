import {
  type ApprovalRules,
  type ConfigRepo,
  type Currency,
  type FieldMapping,
  parseCurrency,
  type SealedSecret,
  type SecretBox,
} from '@bilag/core';
import type { Pool } from 'pg';
import type { OrganizationScope } from './database.ts';
import { FieldMappingVersionEntity } from './entities/field-mapping-version.ts';
import type { OrganizationDoor } from './organization-door.ts';
import { createSharedReads } from './shared-reads.ts';

/** What an organization has before it has a field mapping: no rule for anything. */
const noMapping: FieldMapping = { version: 0, expenseTypes: {}, credit: {}, postingDate: 'expense-date' };

/** $1 organization. One row, or none while nothing is connected. */
const integration = `
select i.connector, i.enabled, i.settings, i.sealed_credentials, i.config_version, i.credential_version, o.currency, m.version, m.content
from bilag.integration_configs i join bilag.organizations o using (organization_id)
left join lateral (
  select f.version, f.content from bilag.field_mappings f where f.organization_id = i.organization_id order by f.version desc limit 1
) m on true
where i.organization_id = $1`;

/** $1 organization, $2 version. */
const mappingVersion =
  'select version, content from bilag.field_mappings where organization_id = $1 and version = $2::integer';

interface MappingRow {
  readonly version: number | null;
  readonly content: Omit<FieldMapping, 'version'> | null;
}

interface IntegrationRow extends MappingRow {
  readonly connector: string;
  readonly enabled: boolean;
  readonly settings: unknown;
  readonly sealed_credentials: SealedSecret;
  readonly config_version: number;
  readonly credential_version: number;
  readonly currency: string;
}

/**
 * Integrations on PostgreSQL as engine and requests need them: credentials opened, mapping current. Each reads through its own door, so that requests
 * that wait do not hold up the engine. One statement, as the engine asks before every turn.
 */
export function createPostgresConfigRepo(door: OrganizationDoor, secrets: SecretBox, pool: Pool): ConfigRepo {
  const currencies = new Map<string, Currency>();
  const approvalRulesOf = createSharedReads(async (ids: readonly string[]) => {
    const found = await readApprovalRules(pool, ids);
    for (const [id, { currency }] of found) currencies.set(id, currency);
    return found;
  });
  return {
    async integrationOf(organizationId) {
      const query = { name: 'integration', text: integration, values: [organizationId] };
      const [row] = (await door(organizationId, (it) => it.query<IntegrationRow>(query))).rows;
      if (row === undefined) return undefined;
      const {
        connector,
        enabled,
        settings,
        config_version: configVersion,
        credential_version: credentialVersion,
      } = row;
      const credentials = await secrets.open(row.sealed_credentials, { organizationId, version: credentialVersion });
      const versions = { configVersion, credentialVersion };
      const currency = parseCurrency(row.currency);
      const mapping = mappingIn(row) ?? noMapping;
      return { organizationId, connector, enabled, currency, settings, credentials, ...versions, mapping };
    },
    async currencyOf(organizationId) {
      return currencies.get(organizationId) ?? (await approvalRulesOf(organizationId))?.currency;
    },
    approvalRulesOf,
    async mappingVersion(organizationId, version) {
      const query = { name: 'mapping-version', text: mappingVersion, values: [organizationId, version] };
      const [row] = (await door(organizationId, (it) => it.query<MappingRow>(query))).rows;
      return row === undefined ? undefined : mappingIn(row);
    },
  };
}

const mappingIn = ({ version, content }: MappingRow): FieldMapping | undefined =>
  version === null || content === null ? undefined : { ...content, version };

interface RulesRow {
  readonly id: string;
  /** Null when there is no such organization. */
  readonly rules: ({ readonly currency: string } & MappingRow) | null;
}

/** Each organization's in its own scope. $1 organizations. */
const approvalRules = 'select id, rules from bilag.approval_rules_of($1)';

/** What approvals are checked against. */
async function readApprovalRules(
  pool: Pool,
  organizationIds: readonly string[],
): Promise<ReadonlyMap<string, ApprovalRules>> {
  const query = { name: 'approval-rules', text: approvalRules, values: [organizationIds] };
  const { rows } = await pool.query<RulesRow>(query);
  const found = rows.flatMap(({ id, rules }): [string, ApprovalRules][] =>
    rules === null ? [] : [[id, { currency: parseCurrency(rules.currency), mapping: mappingIn(rules) }]],
  );
  return new Map(found);
}

/** The newest mapping version, or `undefined` when there is none yet. */
export async function currentMapping(em: OrganizationScope, organizationId: string): Promise<FieldMapping | undefined> {
  const newest = { orderBy: { version: 'desc' }, limit: 1 } as const;
  const [row] = await em.find(FieldMappingVersionEntity, { organizationId }, newest);
  return row === undefined ? undefined : mappingOf(row);
}

const mappingOf = ({ version, content }: FieldMappingVersionEntity): FieldMapping => ({ ...content, version });
