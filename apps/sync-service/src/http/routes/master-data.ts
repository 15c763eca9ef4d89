import {
  type DimensionValue,
  type LedgerAccount,
  type MasterData,
  type MasterDataReading,
  SyncError,
  type TaxCode,
} from '@bilag/core';
import { Type } from 'typebox';
import { administrators } from '../access.ts';
import type { Api, Routes } from '../api.ts';
import type { HttpPorts } from '../http-ports.ts';
import { createPager } from '../list-page.ts';
import { notConfigured, requireIntegration } from '../require-integration.ts';
import { requireOrganization } from '../require-organization.ts';
import {
  DimensionList,
  DimensionValuePage,
  LedgerAccountPage,
  ListQuery,
  MasterDataSummary,
  VatCodePage,
} from '../schemas/master-data.ts';
import { OrganizationParams } from '../schemas/params.ts';
import { guarded, problems, withBody } from '../schemas/problem-responses.ts';
import { ref } from '../schemas/ref.ts';

const tags = ['integration'];
const path = '/v1/organizations/:organizationId/integration';

/** A person waits for it, in milliseconds. */
const patienceMs = 29_000;

/** What a field mapping may point at, as it was last read from the accounting system. */
export const masterDataRoutes: Routes = (api, ports) => {
  readMasterData(api, ports);
  listLedgerAccounts(api, ports);
  listVatCodes(api, ports);
  listCostCenters(api, ports);
  listDimensions(api, ports);
  listDimensionValues(api, ports);
};

const accountPage = createPager<LedgerAccount>(
  (it) => it.number,
  (it) => it.name,
);
const vatCodePage = createPager<TaxCode>(
  (it) => it.code,
  (it) => it.name,
);
const dimensionValuePage = createPager<DimensionValue>(
  (it) => it.code,
  (it) => it.name,
);

function readMasterData(api: Api, ports: HttpPorts): void {
  api.post(
    `${path}/master-data`,
    {
      config: { access: administrators },
      schema: {
        operationId: 'readMasterData',
        summary: 'Read the lists from the accounting system now',
        description: 'A list that takes longer than the answer may is kept when it comes.',
        tags,
        params: OrganizationParams,
        response: { 200: ref(MasterDataSummary), ...problems(...guarded, 409, ...withBody, 422, 502, 503, 504) },
      },
    },
    async (request) => {
      const integration = await requireIntegration(ports, request.params.organizationId);
      return summaryOf(await ports.reader.read(integration, patienceMs));
    },
  );
}

const listed = problems(...guarded, 409);

function listLedgerAccounts(api: Api, ports: HttpPorts): void {
  api.get(
    `${path}/ledger-accounts`,
    {
      config: { access: administrators },
      schema: {
        operationId: 'listLedgerAccounts',
        summary: 'List ledger accounts',
        tags,
        params: OrganizationParams,
        querystring: ListQuery,
        response: { 200: ref(LedgerAccountPage), ...listed },
      },
    },
    async (request) => {
      const { data, readAt } = await lastReading(ports, request.params.organizationId);
      const { items, nextCursor } = accountPage('accounts', data.ledgerAccounts ?? [], request.query);
      return { ...read(readAt, data.ledgerAccounts), items: [...items], nextCursor };
    },
  );
}

function listVatCodes(api: Api, ports: HttpPorts): void {
  api.get(
    `${path}/vat-codes`,
    {
      config: { access: administrators },
      schema: {
        operationId: 'listVatCodes',
        summary: 'List VAT codes',
        tags,
        params: OrganizationParams,
        querystring: ListQuery,
        response: { 200: ref(VatCodePage), ...listed },
      },
    },
    async (request) => {
      const { data, readAt } = await lastReading(ports, request.params.organizationId);
      const { items, nextCursor } = vatCodePage('vat', data.taxCodes ?? [], request.query);
      const views = items.map(({ code, name, percent = null }) => ({ code, name, percent }));
      return { ...read(readAt, data.taxCodes), items: views, nextCursor };
    },
  );
}

function listCostCenters(api: Api, ports: HttpPorts): void {
  api.get(
    `${path}/cost-centers`,
    {
      config: { access: administrators },
      schema: {
        operationId: 'listCostCenters',
        summary: 'List cost centers',
        tags,
        params: OrganizationParams,
        querystring: ListQuery,
        response: { 200: ref(DimensionValuePage), ...listed },
      },
    },
    async (request) => {
      const { data, readAt } = await lastReading(ports, request.params.organizationId);
      return valuePage('costCenter', axisOf(data, 'costCenter'), readAt, request.query);
    },
  );
}

function listDimensions(api: Api, ports: HttpPorts): void {
  api.get(
    `${path}/dimensions`,
    {
      config: { access: administrators },
      schema: {
        operationId: 'listDimensions',
        summary: 'List the axes of analysis',
        tags,
        params: OrganizationParams,
        response: { 200: ref(DimensionList), ...listed },
      },
    },
    async (request) => {
      const { data, readAt } = await lastReading(ports, request.params.organizationId);
      const axes = Object.entries(data.dimensions ?? {}).map(([axis, values]) => ({ axis, count: values.length }));
      return { ...read(readAt, data.dimensions), items: axes.toSorted((a, b) => (a.axis < b.axis ? -1 : 1)) };
    },
  );
}

function listDimensionValues(api: Api, ports: HttpPorts): void {
  api.get(
    `${path}/dimensions/:axis`,
    {
      config: { access: administrators },
      schema: {
        operationId: 'listDimensionValues',
        summary: 'List the values of one axis',
        tags,
        // Any text: one that names no axis is not there, whatever it looks like.
        params: Type.Object({ ...OrganizationParams.properties, axis: Type.String({ examples: ['project'] }) }),
        querystring: ListQuery,
        response: { 200: ref(DimensionValuePage), ...listed },
      },
    },
    async (request) => {
      const { organizationId, axis } = request.params;
      const { data, readAt } = await lastReading(ports, organizationId);
      const values = axisOf(data, axis);
      if (values === undefined) throw new SyncError('NOT_FOUND', 'The accounting system has no such axis.');
      return valuePage(axis, values, readAt, request.query);
    },
  );
}

async function lastReading(ports: HttpPorts, organizationId: string): Promise<MasterDataReading> {
  await requireOrganization(ports, organizationId);
  const view = await ports.integrations.view(organizationId);
  if (view === undefined) throw notConfigured();
  const { configVersion, credentialVersion } = view;
  const reading = await ports.masterData.latest({ organizationId, configVersion, credentialVersion });
  if (reading !== undefined) return reading;
  throw new SyncError('MASTER_DATA_NOT_READ', 'The accounting system’s lists have not been read yet.');
}

const read = (readAt: Date, list: unknown) => ({ readAt: readAt.toISOString(), offered: list !== undefined });

function axisOf({ dimensions = {} }: MasterData, axis: string): readonly DimensionValue[] | undefined {
  return Object.hasOwn(dimensions, axis) ? dimensions[axis] : undefined;
}

function valuePage(axis: string, values: readonly DimensionValue[] | undefined, readAt: Date, query: ListQuery) {
  const { items, nextCursor } = dimensionValuePage(`axis ${axis}`, values ?? [], query);
  const views = items.map(({ code, name, postable, validFrom = null, validTo = null }) => ({
    code,
    name,
    postable,
    validFrom,
    validTo,
  }));
  return { ...read(readAt, values), items: views, nextCursor };
}

function summaryOf({ data, readAt }: MasterDataReading): MasterDataSummary {
  const { ledgerAccounts, dimensions, taxCodes, payees, periods } = data;
  return {
    readAt: readAt.toISOString(),
    ledgerAccounts: ledgerAccounts?.length ?? null,
    dimensionValues: dimensions === undefined ? null : Object.values(dimensions).flat().length,
    vatCodes: taxCodes?.length ?? null,
    payees: payees?.length ?? null,
    periods: periods?.length ?? null,
  };
}
