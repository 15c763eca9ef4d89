import { defineEntity, type InferEntity, p } from '@mikro-orm/core';

/** A row of `bilag.organizations`. */
export const OrganizationEntity = defineEntity({
  name: 'Organization',
  tableName: 'organizations',
  schema: 'bilag',
  properties: {
    organizationId: p.text().primary(),
    name: p.text(),
    currency: p.text(),
    createdAt: p.datetime().defaultRaw('now()'),
    createdBy: p.text(),
  },
});
/** @see OrganizationEntity */
export type OrganizationEntity = InferEntity<typeof OrganizationEntity>;
