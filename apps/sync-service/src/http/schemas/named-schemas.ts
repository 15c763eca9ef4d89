import { approvalSchemas } from './approval.ts';
import { integrationSchemas } from './integration.ts';
import { mappingSchemas } from './mapping.ts';
import { organizationSchemas } from './organization.ts';
import { Problem } from './problem.ts';
import { recordSchemas } from './record.ts';
import type { NamedSchema } from './ref.ts';
import { voucherSchemas } from './voucher.ts';

/** Every schema with a name of its own, as the OpenAPI document lists them. */
export const namedSchemas: readonly NamedSchema[] = [
  Problem,
  ...approvalSchemas,
  ...recordSchemas,
  ...voucherSchemas,
  ...organizationSchemas,
  ...integrationSchemas,
  ...mappingSchemas,
];
