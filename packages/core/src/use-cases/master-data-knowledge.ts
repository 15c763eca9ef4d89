import type { MasterData } from '../domain/master-data.ts';
import { indexMasterData, type MasterDataIndex } from '../domain/voucher-check.ts';
import { SyncError } from '../errors/sync-error.ts';
import type { MasterDataReading } from '../ports/master-data-store.ts';
import type { LaneWork } from './lane-work.ts';
import { withinDeadline } from './within-deadline.ts';

/** What is known of the ERP's master data in one pass. */
export interface Knowledge {
  readonly index: MasterDataIndex;
  /** How old it is, in milliseconds; 0 when it was read in this very pass. */
  readonly ageMs: number;
}

/** The longest one reading may take, and by how much the lease outlives it; in milliseconds. */
const readingDeadlineMs = 40_000;
const leaseMarginMs = 10_000;

/**
 * The last reading, or a new one where there is none. An organization is enabled only after its master data were read, so there nearly always is.
 * @returns `undefined` when the lane is no longer ours.
 * @throws {SyncError} why the ERP could not be read; nothing was written there.
 */
export async function knownMasterData(work: LaneWork): Promise<Knowledge | undefined> {
  const reading = await work.ports.masterData.latest(work.integration);
  return reading === undefined ? await readMasterDataAgain(work) : knowledgeOf(reading);
}

/**
 * Reads the master data from the ERP and keeps them.
 * @returns `undefined` when the lane is no longer ours.
 * @throws {SyncError} why the ERP could not be read; nothing was written there.
 */
export async function readMasterDataAgain({
  lane,
  integration,
  gateway,
  ports,
  stop,
}: LaneWork): Promise<Knowledge | undefined> {
  if (!(await ports.outbox.renewLease(lane, readingDeadlineMs + leaseMarginMs))) return undefined;
  const data = await readOnce(() =>
    withinDeadline(ports.clock, readingDeadlineMs, (signal) => gateway.readMasterData({ signal }), stop),
  );
  const reading = await ports.masterData.save(integration, data);
  return { ...knowledgeOf(reading), ageMs: 0 };
}

/** A reading writes nothing, so a fault of the connector leaves no doubt behind: it is worth another try. */
async function readOnce(read: () => Promise<MasterData>): Promise<MasterData> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof SyncError && error.outcome !== 'ambiguous') throw error;
    const { message } = SyncError.from(error);
    throw new SyncError('ERP_UNAVAILABLE', `The master data could not be read: ${message}`, { cause: error });
  }
}

/** One index per reading, however many passes use it. */
const indexes = new WeakMap<MasterData, MasterDataIndex>();

function knowledgeOf({ data, ageMs }: MasterDataReading): Knowledge {
  const index = indexes.get(data) ?? indexMasterData(data);
  indexes.set(data, index);
  return { index, ageMs };
}
