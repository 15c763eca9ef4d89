import { SyncError } from '../errors/sync-error.ts';
import type { Clock } from '../ports/clock.ts';
import type { Integration } from '../ports/config-repo.ts';
import type { GatewayProvider } from '../ports/gateway-provider.ts';
import type { MasterDataReading, MasterDataStore } from '../ports/master-data-store.ts';
import { withinDeadline } from './within-deadline.ts';

/** Reads master data from ERPs and keeps them. */
export interface MasterDataReader {
  /**
   * Reads them afresh. Who asks while a reading is under way gets that one. Whoever does not want to wait for its end leaves it: it goes on, and is kept.
   * @throws {SyncError} `ERP_TIMEOUT` after `patienceMs`; else why the ERP could not be read. Nothing is written there.
   */
  read(integration: Integration, patienceMs: number): Promise<MasterDataReading>;
  /** Gives up what is under way. */
  stop(): Promise<void>;
}

/** The longest time that one reading may take, in milliseconds, whoever still waits for it. */
export const longestReadingMs = 60_000;

/** A reader of this process. One that hangs is given up, also when it does not heed its signal. */
export function createMasterDataReader(ports: {
  readonly gateways: GatewayProvider;
  readonly masterData: MasterDataStore;
  readonly clock: Clock;
}): MasterDataReader {
  const underWay = new Map<string, { readonly reading: Promise<MasterDataReading>; readonly leave: AbortController }>();
  let isStopped = false;
  const begin = (integration: Integration): Promise<MasterDataReading> => {
    const { organizationId, configVersion, credentialVersion } = integration;
    const key = JSON.stringify([organizationId, configVersion, credentialVersion]);
    const known = underWay.get(key);
    if (known !== undefined) return known.reading;
    if (isStopped) return Promise.reject(stopped());
    const leave = new AbortController();
    const reading = readAndKeep(integration, ports, leave.signal).finally(() => underWay.delete(key));
    underWay.set(key, { reading, leave });
    return reading;
  };
  return {
    read: (integration, patienceMs) => withinDeadline(ports.clock, patienceMs, () => begin(integration)),
    async stop() {
      isStopped = true;
      const all = [...underWay.values()];
      for (const { leave } of all) leave.abort();
      await Promise.allSettled(all.map(({ reading }) => reading));
    },
  };
}

async function readAndKeep(
  integration: Integration,
  { gateways, masterData, clock }: Parameters<typeof createMasterDataReader>[0],
  leave: AbortSignal,
): Promise<MasterDataReading> {
  const data = await withinDeadline(clock, longestReadingMs, (deadline) => {
    const signal = AbortSignal.any([deadline, leave]);
    const read = async () => await (await gateways.gatewayFor(integration)).readMasterData({ signal });
    return Promise.race([read(), rejectionAt(leave)]);
  });
  return await masterData.save(integration, data);
}

function rejectionAt(leave: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    leave.addEventListener('abort', () => reject(stopped()), { once: true });
  });
}

const stopped = () => new SyncError('NOT_READY', 'Bilag is stopping; nothing more is read.');
