import { anApproval } from '@bilag/core/testing';
import { expect } from 'vitest';
import { approvalsOf } from './http-service.ts';
import { approvingApp, type TestService } from './service.ts';

/** So many approvals of an organization, in one request. */
export async function approveSome(service: TestService, id: string, count: number): Promise<void> {
  const approvals = Array.from({ length: count }, () => anApproval());
  const { status } = await service.call('POST', `${approvalsOf(id)}/bulk`, approvingApp(id), { approvals });
  expect(status).toBe(200);
}
