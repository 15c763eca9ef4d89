import { type Organization as StoredOrganization, standardExpenseTypes } from '@bilag/core';
import { administrators, callerOf, everyRole, globalAdministrators } from '../access.ts';
import type { Routes } from '../api.ts';
import { mayActFor } from '../caller.ts';
import type { HttpPorts } from '../http-ports.ts';
import { requireOrganization } from '../require-organization.ts';
import {
  NewOrganization,
  type Organization,
  OrganizationDetail,
  OrganizationList,
  OrganizationName,
} from '../schemas/organization.ts';
import { OrganizationParams } from '../schemas/params.ts';
import { guarded, problems, withBody } from '../schemas/problem-responses.ts';
import { ref } from '../schemas/ref.ts';

const tags = ['organizations'];

/** The organizations whose books are written. */
export const organizationRoutes: Routes = (api, ports) => {
  api.get(
    '/v1/organizations',
    {
      config: { access: administrators },
      schema: {
        operationId: 'listOrganizations',
        summary: 'List the organizations that the token may see',
        tags,
        response: { 200: ref(OrganizationList), ...problems(401, 403) },
      },
    },
    async (request) => {
      const all = await ports.organizations.list();
      return { items: all.filter((it) => mayActFor(callerOf(request), it.id)).map(organizationView) };
    },
  );

  api.post(
    '/v1/organizations',
    {
      config: { access: globalAdministrators },
      schema: {
        operationId: 'createOrganization',
        summary: 'Create an organization',
        tags,
        body: ref(NewOrganization),
        response: { 201: ref(OrganizationDetail), ...problems(400, 401, 403, 409, ...withBody) },
      },
    },
    async (request, reply) => {
      const { subject } = callerOf(request);
      const created = await detailOf(await ports.organizations.create(request.body, subject), ports);
      return reply.code(201).header('location', created.link).send(created);
    },
  );

  api.get(
    '/v1/organizations/:organizationId',
    {
      config: { access: everyRole },
      schema: {
        operationId: 'getOrganization',
        summary: 'Read one organization, and which expense types may be sent',
        tags,
        params: OrganizationParams,
        response: { 200: ref(OrganizationDetail), ...problems(...guarded) },
      },
    },
    async (request) => await detailOf(await requireOrganization(ports, request.params.organizationId), ports),
  );

  api.put(
    '/v1/organizations/:organizationId/name',
    {
      config: { access: globalAdministrators },
      schema: {
        operationId: 'renameOrganization',
        summary: 'Give an organization another name',
        description: 'Only what people read changes. Id and currency stay: vouchers are named and kept by them.',
        tags,
        params: OrganizationParams,
        body: ref(OrganizationName),
        response: { 200: ref(OrganizationDetail), ...problems(...guarded, ...withBody) },
      },
    },
    async (request) => {
      const { organizationId } = request.params;
      const renamed = await ports.organizations.rename(organizationId, request.body.name, callerOf(request).subject);
      return await detailOf(renamed ?? (await requireOrganization(ports, organizationId)), ports);
    },
  );
};

async function detailOf(
  organization: StoredOrganization,
  { config }: Pick<HttpPorts, 'config'>,
): Promise<OrganizationDetail> {
  const rules = await config.approvalRulesOf(organization.id);
  const own = Object.keys(rules?.mapping?.expenseTypes ?? {});
  return {
    ...organizationView(organization),
    expenseTypes: [...new Set([...standardExpenseTypes, ...own])].toSorted(),
  };
}

function organizationView({ id, name, currency, createdAt }: StoredOrganization): Organization {
  return { id, name, currency, createdAt: createdAt.toISOString(), link: `/v1/organizations/${id}` };
}
