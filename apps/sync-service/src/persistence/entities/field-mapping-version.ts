import type { FieldMapping } from '@bilag/core';
import { defineEntity, type InferEntity, p } from '@mikro-orm/core';

/** A row of `bilag.field_mappings`: one version of an organization's field mapping. */
export const FieldMappingVersionEntity = defineEntity({
  name: 'FieldMappingVersion',
  tableName: 'field_mappings',
  schema: 'bilag',
  properties: {
    organizationId: p.text().primary(),
    version: p.integer().primary(),
    content: p.json<Omit<FieldMapping, 'version'>>(),
    createdAt: p.datetime().defaultRaw('now()'),
    createdBy: p.text(),
  },
});
/** @see FieldMappingVersionEntity */
export type FieldMappingVersionEntity = InferEntity<typeof FieldMappingVersionEntity>;
