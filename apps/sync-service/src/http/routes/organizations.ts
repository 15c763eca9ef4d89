import type { Organization as StoredOrganization } from '@bilag/core';
import { administrators, callerOf, everyRole, globalAdministrators } from '../access.ts';
import type { Routes } from '../api.ts';
import { mayActFor } from '../caller.ts';
import { requireOrganization } from '../require-organization.ts';
import { NewOrganization, Organization, OrganizationList, OrganizationName } from '../schemas/organization.ts';
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
        response: { 201: ref(Organization), ...problems(400, 401, 403, 409, ...withBody) },
      },
    },
    async (request, reply) => {
      const { subject } = callerOf(request);
      const created = organizationView(await ports.organizations.create(request.body, subject));
      return reply.code(201).header('location', created.link).send(created);
    },
  );

  api.get(
    '/v1/organizations/:organizationId',
    {
      config: { access: everyRole },
      schema: {
        operationId: 'getOrganization',
        summary: 'Read one organization',
        tags,
        params: OrganizationParams,
        response: { 200: ref(Organization), ...problems(...guarded) },
      },
    },
    async (request) => organizationView(await requireOrganization(ports, request.params.organizationId)),
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
        response: { 200: ref(Organization), ...problems(...guarded, ...withBody) },
      },
    },
    async (request) => {
      const { organizationId } = request.params;
      const renamed = await ports.organizations.rename(organizationId, request.body.name, callerOf(request).subject);
      return organizationView(renamed ?? (await requireOrganization(ports, organizationId)));
    },
  );
};

function organizationView({ id, name, currency, createdAt }: StoredOrganization): Organization {
  return { id, name, currency, createdAt: createdAt.toISOString(), link: `/v1/organizations/${id}` };
}
