import { mapExpenseRecord } from '../domain/field-mapping.ts';
import { sha256Hex } from '../domain/fingerprint.ts';
import type { EntryFailure, OutboxState } from '../domain/outbox-entry.ts';
import type { Voucher } from '../domain/voucher.ts';
import { indexMasterData } from '../domain/voucher-check.ts';
import { SyncError } from '../errors/sync-error.ts';
import type { RenderedVoucher } from '../ports/accounting-gateway.ts';
import type { ConfigRepo, Integration } from '../ports/config-repo.ts';
import type { GatewayProvider } from '../ports/gateway-provider.ts';
import type { MasterDataStore } from '../ports/master-data-store.ts';
import type { RecordRepo, SentVoucher, StoredRecord } from '../ports/record-repo.ts';
import { prepareVoucher } from './prepare-voucher.ts';

/** A record's voucher as it was sent, or as the current mapping makes it, and the exact bytes of it. */
export type VoucherPreview =
  | {
      readonly kind: 'voucher';
      /** Whether it was sent so, or would be sent so now. */
      readonly as: 'sent' | 'now';
      readonly connector: string;
      readonly voucher: Voucher;
      readonly payload: string;
      readonly sha256: string;
      /** Why the ERP would refuse it, by the master data as they were last read. */
      readonly problem?: EntryFailure;
    }
  | { readonly kind: 'nothing-to-post'; readonly reason: string };

/** What a preview is made from. While no master data were read, nothing is checked against them and no voucher is moved to an open period. */
export interface PreviewPorts {
  readonly records: Pick<RecordRepo, 'find' | 'sentVoucher'>;
  readonly config: Pick<ConfigRepo, 'integrationOf' | 'mappingVersion'>;
  readonly gateways: GatewayProvider;
  readonly masterData: Pick<MasterDataStore, 'latest'>;
}

/**
 * Shows what was sent for a record that is booked or may be, and of any other what would be sent; without sending anything and without asking the ERP.
 * @throws {SyncError} `RECORD_NOT_FOUND`, `INTEGRATION_NOT_CONFIGURED`, or why the voucher cannot be made.
 */
export async function previewVoucher(
  organizationId: string,
  recordId: string,
  ports: PreviewPorts,
): Promise<VoucherPreview> {
  const stored = await ports.records.find(organizationId, recordId);
  if (stored === undefined) throw new SyncError('RECORD_NOT_FOUND', 'There is no such record.');
  return (await voucherAsSent(stored, ports)) ?? (await voucherAsItWouldBeSent(stored, ports));
}

/** What the ERP has of a record in one of these states, if anything, is what was sent last. */
const mayBeBooked: readonly OutboxState[] = ['sending', 'unknown', 'accepted', 'synced', 'held'];

/** From the mapping version that made it, for the day that it was sent for; the bytes are those that were kept. */
async function voucherAsSent(stored: StoredRecord, ports: PreviewPorts): Promise<VoucherPreview | undefined> {
  if (!mayBeBooked.includes(stored.progress.state)) return undefined;
  const { organizationId } = stored.record;
  const sent = await ports.records.sentVoucher(organizationId, stored.recordId);
  const mapping = sent && (await ports.config.mappingVersion(organizationId, sent.mappingVersion));
  if (sent === undefined || mapping === undefined) return undefined;
  const mapped = mapExpenseRecord(stored.record, mapping, stored, onlyOpenOn(sent));
  if (mapped.kind === 'nothing-to-post') return mapped;
  const { connector, payload, payloadHash } = sent;
  return { kind: 'voucher', as: 'sent', connector, voucher: mapped.voucher, payload, sha256: payloadHash };
}

/** A voucher that was moved to that day is moved there again, and says so in its texts as it did. */
const onlyOpenOn = ({ postingDate }: SentVoucher) => [{ from: postingDate, to: postingDate, open: true }];

async function voucherAsItWouldBeSent(stored: StoredRecord, ports: PreviewPorts): Promise<VoucherPreview> {
  const integration = await ports.config.integrationOf(stored.record.organizationId);
  if (integration === undefined) {
    throw new SyncError('INTEGRATION_NOT_CONFIGURED', 'The organization has no accounting system yet.');
  }
  const gateway = await ports.gateways.gatewayFor(integration);
  const data = (await ports.masterData.latest(integration))?.data;
  const index = data && indexMasterData(data);
  const prepared = prepareVoucher(stored.record, stored, integration.mapping, gateway, index);
  switch (prepared.kind) {
    case 'ready':
      return await shownVoucher(prepared.rendered, integration);
    case 'unfit':
      if (prepared.rendered === undefined) throw asError(prepared.failure);
      return await shownVoucher(prepared.rendered, integration, prepared.failure);
    case 'nothing-to-post':
      return prepared;
    case 'refused':
      throw prepared.error;
  }
}

/** A voucher with the bytes that a send would carry, and what is wrong with it. */
export async function shownVoucher(
  { voucher, payload }: RenderedVoucher,
  { connector }: Integration,
  problem?: EntryFailure,
): Promise<VoucherPreview> {
  const sha256 = await sha256Hex(payload);
  return { kind: 'voucher', as: 'now', connector, voucher, payload, sha256, ...(problem && { problem }) };
}

const asError = ({ code, message, field }: EntryFailure) =>
  new SyncError(code, message, field === undefined ? {} : { field });
