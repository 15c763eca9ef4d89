import type { LedgerIdentity } from '@bilag/core';
import type { FastifyRequest } from 'fastify';
import { callerOf } from './access.ts';
import type { HttpPorts } from './http-ports.ts';

/**
 * Whether another organization is connected to the ledger, for a global administrator; `null` for anybody else: what a ledger says of itself may come from a server
 * of an administrator's own, who would learn from it whose books are kept here.
 */
export async function usedByOthers(
  request: FastifyRequest<{ Params: { organizationId: string } }>,
  connector: string,
  ledger: LedgerIdentity,
  { integrations }: Pick<HttpPorts, 'integrations'>,
): Promise<boolean | null> {
  if (callerOf(request).role !== 'global_admin') return null;
  return await integrations.isUsedByOthers(request.params.organizationId, connector, ledger.id);
}
