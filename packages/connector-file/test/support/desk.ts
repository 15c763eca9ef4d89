import { mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { type AccountingGateway, type ConnectorHost, openGateway, type PostOutcome, type Voucher } from '@bilag/core';
import { diskFiles } from '../../src/disk-files.ts';
import type { Files } from '../../src/files.ts';
import { folderProfile } from '../../src/folder-profile.ts';

/** The folder where exported files go, of an operator, and what finance does there. */
export interface Desk extends AsyncDisposable {
  /** The operator's folder, and the organization's in it. */
  readonly root: string;
  readonly home: string;
  /** A gateway to it; what is given is laid over the real file system, the settings or the credentials. */
  open(change?: {
    readonly files?: Partial<Files>;
    readonly settings?: object;
    readonly folderKey?: string;
    readonly root?: string;
  }): AccountingGateway;
  /** The files in one of the folders that people see. */
  names(folder: 'new' | 'booked' | 'refused' | 'receipts'): Promise<string[]>;
  /** Moves everything that waits, as a person does who has imported or refused it. */
  moveAll(to: 'booked' | 'refused'): Promise<void>;
  /** How many files of the voucher there are in all places where people look. */
  copiesOf(voucher: Voucher): Promise<number>;
}

export const folderKey = 'correct horse battery staple';

/** A desk of its own in a new temporary folder. The organization's folder is made by its first connection test. */
export async function openDesk(): Promise<Desk> {
  const root = await mkdtemp(path.join(os.tmpdir(), 'bilag-export-'));
  const home = path.join(root, 'hlf');
  const names = async (folder: string) => (await readdir(path.join(home, folder))).toSorted();
  return {
    root,
    home,
    names,
    open({ files = {}, settings = {}, folderKey: key = folderKey, root: exportFolder = root } = {}) {
      const plugin = { name: 'file', title: 'File export', profiles: [folderProfile({ ...diskFiles, ...files })] };
      const config = { settings: { profile: 'folder', folder: 'hlf', ...settings }, credentials: { folderKey: key } };
      return openGateway(plugin, config, hostWith(exportFolder));
    },
    async moveAll(to) {
      for (const it of await names('new')) await rename(path.join(home, 'new', it), path.join(home, to, it));
    },
    async copiesOf({ reference }) {
      const all = await Promise.all(['new', 'booked', 'refused'].map(names));
      return all.flat().filter((it) => it.startsWith(`${reference}.`)).length;
    },
    [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true }),
  };
}

/** A host that lets connectors write below a folder. */
export const hostWith = (exportFolder?: string): ConnectorHost => ({
  allowLoopback: false,
  extraCaCertificates: [],
  ...(exportFolder === undefined ? {} : { exportFolder }),
});

/** A desk whose organization has tested its connection. */
export async function openPreparedDesk(): Promise<Desk> {
  const desk = await openDesk();
  await desk.open().testConnection(patience());
  return desk;
}

/** Bounds of a call that a test gives up on. */
export const patience = (ms = 20_000) => ({ signal: AbortSignal.timeout(ms), batchKey: 'TESTBATCH' });

/** Posts one voucher. */
export async function post(
  gateway: AccountingGateway,
  voucher: Voucher,
  ms?: number,
): Promise<PostOutcome | undefined> {
  return (await gateway.postVouchers([gateway.render(voucher)], patience(ms))).get(voucher.reference);
}

/** Looks one voucher up. */
export async function find(gateway: AccountingGateway, { reference }: Voucher) {
  return (await gateway.findVouchers([{ reference, batchKey: null }], patience())).get(reference);
}

/** An error as the system throws it. */
export function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: of the system`), { code });
}

/** Puts a plain file where a folder of the organization was, and back. Works for every user, also for root. */
export function breakable(home: string, folder: string) {
  const [place, aside] = [path.join(home, folder), path.join(home, `${folder}-aside`)];
  return {
    async break() {
      await rename(place, aside);
      await diskFiles.write(place, Buffer.of());
    },
    async mend() {
      await rm(place);
      await rename(aside, place);
    },
  };
}

/** A folder that is not there: a drive that is not mounted. */
export const missingDrive = (root: string) => path.join(root, 'no-drive');
