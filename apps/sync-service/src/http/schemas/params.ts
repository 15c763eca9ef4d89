import { Type } from 'typebox';
import { organizationId, recordId } from './values.ts';

/** `/v1/organizations/{organizationId}…` */
export const OrganizationParams = Type.Object({ organizationId: organizationId() });

/** `/v1/organizations/{organizationId}/records/{recordId}…` */
export const RecordParams = Type.Object({ organizationId: organizationId(), recordId: recordId() });
