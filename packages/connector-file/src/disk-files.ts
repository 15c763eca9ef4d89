import { constants } from 'node:fs';
import { type FileHandle, link, lstat, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { codeOf, unless } from './file-errors.ts';
import type { Entry, Files, FoundFile } from './files.ts';

/** The file system of this machine. */
export const diskFiles: Files = {
  isFolder: async (path) => (await stat(path).catch(unless('ENOENT', 'ENOTDIR')))?.isDirectory() ?? false,
  look,
  async makeFolder(path) {
    await mkdir(path, { mode: 0o770 }).catch(unless('EEXIST'));
  },
  list: readdir,
  read,
  async write(path, content) {
    await using file = await open(path, 'wx', 0o660);
    await file.writeFile(content);
    await file.sync();
  },
  link,
  move: rename,
  remove: (path) => rm(path, { force: true }),
  async sync(folder) {
    await using opened = await open(folder, constants.O_RDONLY | constants.O_DIRECTORY);
    await opened.sync();
  },
};

const maxBytes = 16 * 1024 * 1024;

async function look(path: string): Promise<Entry | undefined> {
  const found = await lstat(path, { bigint: true }).catch(unless('ENOENT'));
  if (found === undefined) return undefined;
  const kind = found.isDirectory() ? 'folder' : found.isFile() ? 'file' : 'other';
  return { kind, id: `${found.dev}:${found.ino}`, names: Number(found.nlink) };
}

async function read(path: string): Promise<FoundFile | undefined> {
  // Without blocking, as opening a pipe that nobody writes to would never end.
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  let file: FileHandle;
  try {
    file = await open(path, flags);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    if (codeOf(error) === 'ELOOP' || codeOf(error) === 'ENXIO') return { id: path, content: undefined };
    throw error;
  }
  try {
    const found = await file.stat({ bigint: true });
    const isOne = found.isFile() && found.size <= maxBytes;
    return { id: `${found.dev}:${found.ino}`, content: isOne ? await file.readFile() : undefined };
  } finally {
    await file.close();
  }
}
