import { sha256Hex } from '../domain/fingerprint.ts';
import type { Voucher } from '../domain/voucher.ts';
import { SyncError } from '../errors/sync-error.ts';
import type { ConfigRepo } from '../ports/config-repo.ts';
import type { GatewayProvider } from '../ports/gateway-provider.ts';
import type { RecordRepo } from '../ports/record-repo.ts';
import { prepareVoucher } from './prepare-voucher.ts';

/** A record's voucher as the current mapping makes it, and the exact bytes that a send would carry. */
export type VoucherPreview =
  | {
      readonly kind: 'voucher';
      readonly connector: string;
      readonly voucher: Voucher;
      readonly payload: string;
      readonly sha256: string;
    }
  | { readonly kind: 'nothing-to-post'; readonly reason: string };

/**
 * Shows what would be sent for a record, without sending anything.
 * @throws {SyncError} `RECORD_NOT_FOUND`, `INTEGRATION_NOT_CONFIGURED`, or why the voucher cannot be made.
 */
export async function previewVoucher(
  organizationId: string,
  recordId: string,
  ports: {
    readonly records: Pick<RecordRepo, 'find'>;
    readonly config: ConfigRepo;
    readonly gateways: GatewayProvider;
  },
): Promise<VoucherPreview> {
  const stored = await ports.records.find(organizationId, recordId);
  if (stored === undefined) throw new SyncError('RECORD_NOT_FOUND', 'There is no such record.');
  const integration = await ports.config.integrationOf(organizationId);
  if (integration === undefined) {
    throw new SyncError('INTEGRATION_NOT_CONFIGURED', 'The organization has no accounting system yet.');
  }
  const gateway = await ports.gateways.gatewayFor(integration);
  const prepared = prepareVoucher(stored.record, stored, integration.mapping, gateway);
  if (prepared.kind === 'refused') throw prepared.error;
  if (prepared.kind === 'nothing-to-post') return prepared;
  const { voucher, payload } = prepared.rendered;
  return { kind: 'voucher', connector: integration.connector, voucher, payload, sha256: await sha256Hex(payload) };
}
