import { accountingGatewayContract, type GatewayHarness } from '@bilag/core/testing';
import { diskFiles } from '../src/disk-files.ts';
import { breakable, missingDrive, openPreparedDesk, systemError } from './support/desk.ts';

accountingGatewayContract('File export as CSV', () => openHarness('csv'));
accountingGatewayContract('File export as JSON', () => openHarness('json'));

/** A real folder. An answer is lost as a network drive loses it: the file is moved, and the system reports an error all the same. */
async function openHarness(format: string): Promise<GatewayHarness> {
  const desk = await openPreparedDesk();
  const after: (() => Promise<void>)[] = [];
  const closing = new AbortController();
  const settings = { format };
  const files = {
    async move(from: string, to: string) {
      await diskFiles.move(from, to);
      await after.shift()?.();
    },
  };
  const hang = () => new Promise<void>((resolve) => closing.signal.addEventListener('abort', () => resolve()));
  const reads = breakable(desk.home, 'new');
  return {
    gateway: desk.open({ settings, files }),
    unreachable: desk.open({ settings, root: missingDrive(desk.root) }),
    refusedSignIn: desk.open({ settings, folderKey: 'the key of another organization' }),
    codes: { debitAccount: '7140', creditAccount: '2910', costCenter: '310' },
    loseNextReply: async () => void after.push(() => Promise.reject(systemError('EIO'))),
    hangNext: async () => void after.push(hang),
    breakReads: () => reads.break(),
    mend: () => reads.mend(),
    book: () => desk.moveAll('booked'),
    timesBooked: async (reference) =>
      (await desk.names('booked')).filter((it) => it.startsWith(`${reference}.`)).length,
    async close() {
      closing.abort();
      await desk[Symbol.asyncDispose]();
    },
  };
}
