import type { Pool, PoolClient } from 'pg';
import { inOrganization } from './sql/in-organization.ts';

/** What a statement is sent with. */
export type Sender = Pick<PoolClient, 'query'>;

/** A way to one organization's rows. */
export type OrganizationDoor = <T>(organizationId: string, work: (sender: Sender) => Promise<T>) => Promise<T>;

/** The engine's: its connections see every organization, so a single statement needs no transaction around it. */
export const engineDoor =
  (enginePool: Pool): OrganizationDoor =>
  (_organizationId, work) =>
    work(enginePool);

/** That of requests: a transaction that sees the organization's rows and no others. */
export const requestDoor =
  (requestPool: Pool): OrganizationDoor =>
  (organizationId, work) =>
    inOrganization(requestPool, organizationId, work);
