import { type Organization, type OrganizationRepo, parseCurrency, SyncError } from '@bilag/core';
import { LockMode, UniqueConstraintViolationException } from '@mikro-orm/core';
import { type Database, organizationScope } from './database.ts';
import { OrganizationEntity } from './entities/organization.ts';

/** Organizations on PostgreSQL. Each gets its lane with it. */
export function createPostgresOrganizationRepo(database: Database): OrganizationRepo {
  return {
    async create({ id, name, currency }, actor) {
      const em = organizationScope(database, id);
      try {
        return await em.transactional(async (tx) => {
          const row = tx.create(OrganizationEntity, { organizationId: id, name, currency, createdBy: actor });
          await tx.persist(row).flush();
          await tx.execute('insert into bilag.lanes (organization_id) values (?)', [id]);
          const log = 'insert into bilag.sync_logs (organization_id, actor, action, result) values (?, ?, ?, ?)';
          await tx.execute(log, [id, actor, 'organization-created', 'succeeded']);
          return organizationOf(row);
        });
      } catch (error) {
        if (!(error instanceof UniqueConstraintViolationException)) throw error;
        throw new SyncError('ORGANIZATION_EXISTS', `There is an organization «${id}» already.`, { field: 'id' });
      }
    },
    async rename(organizationId, name, actor) {
      return await organizationScope(database, organizationId).transactional(async (tx) => {
        const row = await tx.findOne(OrganizationEntity, { organizationId }, { lockMode: LockMode.PESSIMISTIC_WRITE });
        if (row === null || row.name === name) return row === null ? undefined : organizationOf(row);
        const detail = JSON.stringify({ from: row.name, to: name });
        row.name = name;
        await tx.flush();
        const log =
          'insert into bilag.sync_logs (organization_id, actor, action, result, detail) values (?, ?, ?, ?, ?::jsonb)';
        await tx.execute(log, [organizationId, actor, 'organization-renamed', 'succeeded', detail]);
        return organizationOf(row);
      });
    },
    async find(organizationId) {
      const row = await organizationScope(database, organizationId).findOne(OrganizationEntity, { organizationId });
      return row === null ? undefined : organizationOf(row);
    },
    async list() {
      const rows = await database.platform.em
        .fork()
        .findAll(OrganizationEntity, { orderBy: { organizationId: 'asc' } });
      return rows.map(organizationOf);
    },
  };
}

function organizationOf({ organizationId, name, currency, createdAt }: OrganizationEntity): Organization {
  return { id: organizationId, name, currency: parseCurrency(currency), createdAt };
}
