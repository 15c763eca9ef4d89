import type { FieldMapping } from '../domain/field-mapping.ts';
import type { MappingFinding } from '../domain/mapping-check.ts';
import type { EntryFailure } from '../domain/outbox-entry.ts';
import { indexMasterData, type MasterDataIndex } from '../domain/voucher-check.ts';
import { SyncError } from '../errors/sync-error.ts';
import type { AccountingGateway } from '../ports/accounting-gateway.ts';
import type { Integration } from '../ports/config-repo.ts';
import type { RecordRepo, StoredRecord } from '../ports/record-repo.ts';
import { type CheckPorts, findingsOf } from './check-integration.ts';
import { type PreparedVoucher, prepareVoucher } from './prepare-voucher.ts';
import { type PreviewPorts, shownVoucher, type VoucherPreview } from './preview-voucher.ts';

/** What another field mapping would do to a record: nothing, another voucher, one that is refused, one that no longer is, or one that still is. */
export const mappingEffects = ['unchanged', 'changed', 'refused', 'mended', 'still-refused'] as const;
/** @see mappingEffects */
export type MappingEffect = (typeof mappingEffects)[number];

/** What would become of one record. */
export interface RecordEffect {
  readonly recordId: string;
  readonly sourceId: string;
  readonly revision: number;
  readonly effect: MappingEffect;
  /** Why its voucher would be refused. */
  readonly problem?: EntryFailure;
}

/** What a field mapping would do, if it were saved now. */
export interface MappingPreview {
  /** When the lists were read that it was compared with; without them nothing was. */
  readonly masterDataReadAt?: Date;
  readonly findings: readonly MappingFinding[];
  readonly effects: readonly RecordEffect[];
  /** There are more records that wait or were rejected than were looked at. */
  readonly hasMore: boolean;
  /** The voucher of one record, where it can be made. */
  readonly sample?: { readonly recordId: string; readonly voucher: VoucherPreview };
}

/** What it is made from. */
export interface PreviewMappingPorts extends Omit<PreviewPorts, 'records'>, Pick<CheckPorts, 'targets' | 'clock'> {
  readonly records: PreviewRecords;
}
type PreviewRecords = Pick<RecordRepo, 'find' | 'list'>;

/** How many records of each state are looked at; a person reads the list. */
const mostRecords = 50;

/**
 * Shows what a field mapping would do to the newest records that wait or were rejected, by the master data as they were last read. Saves and sends nothing.
 * The sample is of the record that is named, else of the first one that would change.
 * @throws {SyncError} `INTEGRATION_NOT_CONFIGURED`, or `RECORD_NOT_FOUND` for the record that is named.
 */
export async function previewMapping(
  organizationId: string,
  content: Omit<FieldMapping, 'version'>,
  recordId: string | undefined,
  ports: PreviewMappingPorts,
): Promise<MappingPreview> {
  const integration = await ports.config.integrationOf(organizationId);
  if (integration === undefined) {
    throw new SyncError('INTEGRATION_NOT_CONFIGURED', 'The organization has no accounting system yet.');
  }
  const next = { ...content, version: integration.mapping.version + 1 };
  const reading = await ports.masterData.latest(integration);
  const findings = reading === undefined ? [] : await findingsOf(integration, next, reading.data, ports);
  const world = {
    integration,
    gateway: await ports.gateways.gatewayFor(integration),
    index: reading && indexMasterData(reading.data),
  };
  const { records, hasMore } = await recordsOf(organizationId, ports.records);
  const effects = records.map((it) => effectOn(it, next, world));
  const sample = await sampleOf(organizationId, recordId ?? mostTelling(effects), next, world, ports.records);
  return {
    ...(reading && { masterDataReadAt: reading.readAt }),
    findings,
    effects,
    hasMore,
    ...(sample && { sample }),
  };
}

interface World {
  readonly integration: Integration;
  readonly gateway: AccountingGateway;
  readonly index: MasterDataIndex | undefined;
}

/** The newest that are not handed over, whatever the reason: those that wait, and those that were rejected. */
async function recordsOf(organizationId: string, records: PreviewRecords) {
  const states = ['pending', 'rejected'] as const;
  const lists = await Promise.all(
    states.map((state) => records.list(organizationId, { state, limit: mostRecords + 1 })),
  );
  return {
    records: lists.flatMap((it) => it.slice(0, mostRecords)),
    hasMore: lists.some((it) => it.length > mostRecords),
  };
}

const prepared = (stored: StoredRecord, mapping: FieldMapping, { gateway, index }: World) =>
  prepareVoucher(stored.record, stored, mapping, gateway, index);

function effectOn(stored: StoredRecord, next: FieldMapping, world: World): RecordEffect {
  const now = prepared(stored, world.integration.mapping, world);
  const then = prepared(stored, next, world);
  const problem = problemOf(then);
  const { recordId, record } = stored;
  const { sourceId, revision } = record;
  return { recordId, sourceId, revision, effect: compared(now, then), ...(problem && { problem }) };
}

function compared(now: PreparedVoucher, then: PreparedVoucher): MappingEffect {
  const wasRefused = problemOf(now) !== undefined;
  if (problemOf(then) !== undefined) return wasRefused ? 'still-refused' : 'refused';
  if (wasRefused) return 'mended';
  return bytesOf(now) === bytesOf(then) ? 'unchanged' : 'changed';
}

const bytesOf = (it: PreparedVoucher) => (it.kind === 'ready' ? it.rendered.payload : it.kind);

function problemOf(it: PreparedVoucher): EntryFailure | undefined {
  if (it.kind === 'unfit') return it.failure;
  if (it.kind !== 'refused') return undefined;
  const { code, message, field } = it.error;
  return { code, message, ...(field === undefined ? {} : { field }) };
}

function mostTelling(effects: readonly RecordEffect[]): string | undefined {
  return (effects.find(({ effect }) => effect === 'changed' || effect === 'mended') ?? effects[0])?.recordId;
}

async function sampleOf(
  organizationId: string,
  recordId: string | undefined,
  next: FieldMapping,
  world: World,
  records: PreviewRecords,
): Promise<MappingPreview['sample']> {
  if (recordId === undefined) return undefined;
  const stored = await records.find(organizationId, recordId);
  if (stored === undefined) throw new SyncError('RECORD_NOT_FOUND', 'There is no such record.');
  const it = prepared(stored, next, world);
  if (it.kind === 'nothing-to-post') return { recordId, voucher: it };
  if (it.kind === 'refused' || it.rendered === undefined) return undefined;
  const problem = problemOf(it);
  return { recordId, voucher: await shownVoucher(it.rendered, world.integration, problem) };
}
