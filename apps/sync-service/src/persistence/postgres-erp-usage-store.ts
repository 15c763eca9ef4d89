import type { ErpUsageStore } from '@bilag/core';
import type { Pool } from 'pg';
import { inOrganization } from './sql/in-organization.ts';

const thisMonth = "date_trunc('month', clock_timestamp() at time zone 'Europe/Oslo')::date";

/** $1 a JSON array of counts. In order of the organizations, so that processes that add at once wait for, and never block, one another. */
const addUsage = `
insert into bilag.erp_usage as u (organization_id, month, requests, bytes_up, bytes_down)
select c.organization_id, ${thisMonth}, c.requests, c.bytes_up, c.bytes_down
from jsonb_to_recordset($1::jsonb) as c(organization_id text, requests bigint, bytes_up bigint, bytes_down bigint)
join bilag.organizations using (organization_id)
order by c.organization_id
on conflict (organization_id, month) do update
set requests = u.requests + excluded.requests, bytes_up = u.bytes_up + excluded.bytes_up, bytes_down = u.bytes_down + excluded.bytes_down`;

/** $1 organization. One row always. */
const currentMonth = `
select (extract(epoch from clock_timestamp()) * 1000)::bigint as at_ms,
  coalesce(sum(requests), 0) as requests, coalesce(sum(bytes_up), 0) as bytes_up, coalesce(sum(bytes_down), 0) as bytes_down
from bilag.erp_usage where organization_id = $1 and month = ${thisMonth}`;

interface MonthRow {
  readonly at_ms: string;
  readonly requests: string;
  readonly bytes_up: string;
  readonly bytes_down: string;
}

/** Usage on PostgreSQL: added in the platform's scope, read in the organization's. */
export function createPostgresErpUsageStore(enginePool: Pool, requestPool: Pool): ErpUsageStore {
  return {
    async add(counts) {
      const rows = [...counts].map(([organization_id, { requests, bytesUp, bytesDown }]) => ({
        organization_id,
        requests,
        bytes_up: bytesUp,
        bytes_down: bytesDown,
      }));
      if (rows.length > 0)
        await enginePool.query({ name: 'add-usage', text: addUsage, values: [JSON.stringify(rows)] });
    },
    async currentMonth(organizationId) {
      const query = { name: 'current-month', text: currentMonth, values: [organizationId] };
      const { rows } = await inOrganization(requestPool, organizationId, (client) => client.query<MonthRow>(query));
      const [row] = rows;
      if (row === undefined) throw new Error('A month has no row.');
      const { at_ms, requests, bytes_up, bytes_down } = row;
      return {
        at: new Date(Number(at_ms)),
        requests: Number(requests),
        bytesUp: Number(bytes_up),
        bytesDown: Number(bytes_down),
      };
    },
  };
}
