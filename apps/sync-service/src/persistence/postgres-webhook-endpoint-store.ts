import {
  formerSecretMs,
  mostWebhookEndpoints,
  type SecretBox,
  type StatusDelivery,
  SyncError,
  testEventType,
  type WebhookEndpoint,
  type WebhookEndpointSettings,
  type WebhookEndpointStore,
} from '@bilag/core';
import type { Pool } from 'pg';
import type { Sender } from './organization-door.ts';
import { holdKeyRotations, keyRotations, rotationsIn, storeSealed } from './sealed-beforehand.ts';
import { inOrganization } from './sql/in-organization.ts';
import { giveUp, lockEndpoint } from './sql/status-event-statements.ts';
import * as sql from './sql/webhook-endpoint-statements.ts';
import { sealStatusSecret } from './status-webhook-secret.ts';
import { type EndpointRow, endpointOf, type StatusDeliveryRow, statusDeliveryOf } from './webhook-rows.ts';

/** Endpoints on PostgreSQL. Each change takes the organization's lock, so that changes follow one another. */
export function createPostgresWebhookEndpointStore(requestPool: Pool, secrets: SecretBox): WebhookEndpointStore {
  const changing = <T>(organizationId: string, work: (sender: Sender) => Promise<T>): Promise<T> =>
    inOrganization(requestPool, organizationId, async (sender) => {
      await sender.query(sql.lockOrganization, [organizationId]);
      return await work(sender);
    });
  const withSecret = <T>(
    organizationId: string,
    secret: string,
    work: (sender: Sender, secret: VersionedSecret) => Promise<T>,
  ): Promise<T> =>
    storeSealed({
      binding: () =>
        inOrganization(requestPool, organizationId, async (sender) => ({
          version: await nextVersion(sender, organizationId),
          rotations: await rotationsIn(sender, keyRotations),
        })),
      seal: (version) => sealStatusSecret(secrets, secret, { organizationId, version }),
      store: (beforehand) =>
        changing(organizationId, async (sender) => {
          const version = await nextVersion(sender, organizationId);
          beforehand.assertFits({ version, rotations: await rotationsIn(sender, holdKeyRotations) });
          return await work(sender, { version, sealed: JSON.stringify(beforehand.sealed) });
        }),
    });
  return {
    list: (organizationId) => inOrganization(requestPool, organizationId, (sender) => read(sender, organizationId)),
    find: (organizationId, endpointId) =>
      inOrganization(requestPool, organizationId, (sender) => readOne(sender, organizationId, endpointId)),
    create: (organizationId, settings, secret, actor) =>
      withSecret(organizationId, secret, async (sender, { version, sealed }) => {
        const { url, eventTypes, enabled } = settings;
        if ((await read(sender, organizationId)).length >= mostWebhookEndpoints) {
          throw new SyncError('WEBHOOK_ENDPOINT_LIMIT', `An organization has at most ${mostWebhookEndpoints}.`);
        }
        const values = [organizationId, url, eventTypes, enabled, actor];
        const { rows } = await sender.query<{ endpoint_id: string }>(sql.create, values);
        const endpointId = rows[0]?.endpoint_id ?? '';
        await sender.query(sql.addSecret, [organizationId, endpointId, version, sealed, actor]);
        await sender.query(sql.logSaved, [organizationId, actor, changeOf(endpointId, undefined, settings)]);
        return await stored(sender, organizationId, endpointId);
      }),
    save: (organizationId, endpointId, settings, actor) =>
      changing(organizationId, async (sender) => {
        await sender.query(lockEndpoint, [organizationId, endpointId]);
        const before = await readOne(sender, organizationId, endpointId);
        if (before === undefined) return undefined;
        const { url, eventTypes, enabled } = settings;
        await sender.query(sql.save, [organizationId, endpointId, url, eventTypes, enabled, actor]);
        if (!enabled) await sender.query(giveUp, [organizationId, endpointId, 'The endpoint was switched off.']);
        await sender.query(sql.logSaved, [organizationId, actor, changeOf(endpointId, before, settings)]);
        return await stored(sender, organizationId, endpointId);
      }),
    replaceSecret: (organizationId, endpointId, secret, actor) =>
      withSecret(organizationId, secret, async (sender, { version, sealed }) => {
        if ((await readOne(sender, organizationId, endpointId)) === undefined) return undefined;
        await sender.query(sql.endFormerSecrets, [organizationId, endpointId, formerSecretMs]);
        await sender.query(sql.addSecret, [organizationId, endpointId, version, sealed, actor]);
        await sender.query(sql.logSecret, [organizationId, actor, JSON.stringify({ endpointId })]);
        return await stored(sender, organizationId, endpointId);
      }),
    remove: (organizationId, endpointId, actor) =>
      changing(organizationId, async (sender) => {
        await sender.query(lockEndpoint, [organizationId, endpointId]);
        const { rowCount } = await sender.query(sql.remove, [organizationId, endpointId]);
        if (rowCount !== 1) return false;
        await sender.query(sql.logRemoved, [organizationId, actor, JSON.stringify({ endpointId })]);
        return true;
      }),
    deliveries: (organizationId, endpointId, { limit, state, after }) =>
      inOrganization(requestPool, organizationId, async (sender) => {
        const values = [organizationId, endpointId, limit, state ?? null, after ?? null];
        return (await sender.query<StatusDeliveryRow>(sql.deliveries, values)).rows.map(statusDeliveryOf);
      }),
    findDelivery: (organizationId, endpointId, deliveryId) =>
      inOrganization(requestPool, organizationId, (sender) =>
        deliveryFrom(sender, sql.delivery, [organizationId, endpointId, deliveryId]),
      ),
    sendAgain: (organizationId, endpointId, deliveryId) =>
      inOrganization(requestPool, organizationId, async (sender) => {
        await requireEnabled(sender, organizationId, endpointId);
        const again = await deliveryFrom(sender, sql.sendAgain, [organizationId, endpointId, deliveryId]);
        if (again !== undefined) await sender.query(sql.endRest, [organizationId, endpointId]);
        return again;
      }),
    sendTest: (organizationId, endpointId, actor) =>
      inOrganization(requestPool, organizationId, async (sender) => {
        if (!(await requireEnabled(sender, organizationId, endpointId))) return undefined;
        await sender.query(sql.endRest, [organizationId, endpointId]);
        const test = await deliveryFrom(sender, sql.sendTest, [organizationId, endpointId, testEventType]);
        const detail = JSON.stringify({ endpointId, deliveryId: test?.deliveryId });
        await sender.query(sql.logTest, [organizationId, actor, detail]);
        return test;
      }),
  };
}

/** A sealed secret, as it is stored under a number. */
interface VersionedSecret {
  readonly version: number;
  readonly sealed: string;
}

async function read(sender: Sender, organizationId: string, endpointId: string | null = null) {
  const { rows } = await sender.query<EndpointRow>(sql.endpoints, [organizationId, endpointId]);
  return rows.map(endpointOf);
}

const readOne = async (sender: Sender, organizationId: string, endpointId: string) =>
  (await read(sender, organizationId, endpointId))[0];

async function stored(sender: Sender, organizationId: string, endpointId: string): Promise<WebhookEndpoint> {
  const found = await readOne(sender, organizationId, endpointId);
  if (found === undefined) throw new Error('An endpoint that was just stored is not there.');
  return found;
}

async function nextVersion(sender: Sender, organizationId: string): Promise<number> {
  const { rows } = await sender.query<{ version: number }>(sql.nextSecretVersion, [organizationId]);
  return rows[0]?.version ?? 1;
}

/** Locks it, as whoever switches it off does. @returns whether there is one. @throws {SyncError} `WEBHOOK_ENDPOINT_DISABLED`. */
async function requireEnabled(sender: Sender, organizationId: string, endpointId: string): Promise<boolean> {
  const { rows } = await sender.query<{ enabled: boolean }>(lockEndpoint, [organizationId, endpointId]);
  if (rows[0]?.enabled === false) throw new SyncError('WEBHOOK_ENDPOINT_DISABLED', 'The endpoint is switched off.');
  return rows.length > 0;
}

async function deliveryFrom(sender: Sender, text: string, values: unknown[]): Promise<StatusDelivery | undefined> {
  const row = (await sender.query<StatusDeliveryRow>(text, values)).rows[0];
  return row === undefined ? undefined : statusDeliveryOf(row);
}

/** What the sync log says of a change. Of an address only the host: the rest may be a secret of its own. */
function changeOf(endpointId: string, before: WebhookEndpoint | undefined, after: WebhookEndpointSettings): string {
  const shown = (it: WebhookEndpointSettings | undefined) =>
    it === undefined ? null : { host: URL.parse(it.url)?.host ?? null, eventTypes: it.eventTypes, enabled: it.enabled };
  return JSON.stringify({ endpointId, from: shown(before), to: shown(after) });
}
