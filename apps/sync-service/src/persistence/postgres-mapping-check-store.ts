import type { MappingCheckStore, NightlyChecks } from '@bilag/core';
import type { Pool } from 'pg';
import type { OrganizationDoor } from './organization-door.ts';
import * as sql from './sql/mapping-check-statements.ts';
import { storableJson } from './storable-json.ts';

/** Checks on PostgreSQL: each one and its entry in the sync log are one statement. */
export function createPostgresMappingCheckStore(door: OrganizationDoor): MappingCheckStore {
  return {
    async record(organizationId, check, actor) {
      const { configVersion, credentialVersion, mappingVersion, failure, findingCount, findings } = check;
      const message: string | null = JSON.parse(storableJson(failure?.message ?? null));
      const values = [
        organizationId,
        configVersion,
        credentialVersion,
        mappingVersion,
        failure?.code ?? null,
        message,
        findingCount,
        storableJson(findings),
        actor,
      ];
      await door(organizationId, (sender) => sender.query({ name: 'record-check', text: sql.recordCheck, values }));
    },
  };
}

/** The nightly checks on PostgreSQL, in the platform's scope: whoever changes the row first has the organization. */
export function createPostgresNightlyChecks(enginePool: Pool): NightlyChecks {
  return {
    async due() {
      const { rows } = await enginePool.query<{ organization_id: string }>(sql.dueTonight);
      return rows.map((row) => row.organization_id);
    },
    async claim(organizationId) {
      const { rowCount } = await enginePool.query({ text: sql.claimTonight, values: [organizationId] });
      return rowCount === 1;
    },
  };
}
