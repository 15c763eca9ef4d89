import { alertSchemas } from './alert.ts';
import { alertSettingsSchemas } from './alert-settings.ts';
import { approvalSchemas } from './approval.ts';
import { decisionSchemas } from './decision.ts';
import { erpUsageSchemas } from './erp-usage.ts';
import { ErrorCode } from './error-code.ts';
import { instanceSchemas } from './instance.ts';
import { integrationSchemas } from './integration.ts';
import { mappingSchemas } from './mapping.ts';
import { mappingFindingSchemas } from './mapping-finding.ts';
import { mappingPreviewSchemas } from './mapping-preview.ts';
import { masterDataSchemas } from './master-data.ts';
import { organizationSchemas } from './organization.ts';
import { overviewSchemas } from './overview.ts';
import { Problem } from './problem.ts';
import { reconciliationSchemas } from './reconciliation.ts';
import { recordSchemas } from './record.ts';
import type { NamedSchema } from './ref.ts';
import { statusSchemas } from './status.ts';
import { statusMessageSchemas } from './status-message.ts';
import { syncSchemas } from './sync.ts';
import { syncLogSchemas } from './sync-log.ts';
import { syncLogVerificationSchemas } from './sync-log-verification.ts';
import { voucherSchemas } from './voucher.ts';
import { webhookEndpointSchemas } from './webhook-endpoint.ts';

/** Every schema with a name of its own, as the OpenAPI document lists them. */
export const namedSchemas: readonly NamedSchema[] = [
  ErrorCode,
  Problem,
  ...approvalSchemas,
  ...decisionSchemas,
  ...recordSchemas,
  ...voucherSchemas,
  ...organizationSchemas,
  ...mappingFindingSchemas,
  ...integrationSchemas,
  ...masterDataSchemas,
  ...erpUsageSchemas,
  ...mappingSchemas,
  ...mappingPreviewSchemas,
  ...reconciliationSchemas,
  ...syncSchemas,
  ...syncLogSchemas,
  ...syncLogVerificationSchemas,
  ...alertSchemas,
  ...alertSettingsSchemas,
  ...webhookEndpointSchemas,
  ...statusMessageSchemas,
  ...statusSchemas,
  ...overviewSchemas,
  ...instanceSchemas,
];
