import { setImmediate } from 'node:timers/promises';
import { diskFiles } from '../../src/disk-files.ts';
import type { Files } from '../../src/files.ts';

/** A file system on which a process stops before one of its operations, as a machine that is paused does, or one that dies. */
export interface SlowFiles {
  readonly files: Files;
  /** Resolves when the process has stopped there; never when it does no such operation. */
  readonly stopped: Promise<void>;
  /** What it has begun so far, by name. */
  readonly begun: readonly (keyof Files)[];
  /** Lets it go on. */
  goOn(): void;
  /** Resolves once no operation is under way and none follows, also of work that nobody waits for any more. */
  finished(): Promise<void>;
}

/** The process stops before its operation number `at`, counted from 0. */
export function stopBefore(at: number): SlowFiles {
  const [stopped, going] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const begun: (keyof Files)[] = [];
  let underWay = 0;
  const files = filesInTurn(async (name, operation) => {
    underWay += 1;
    try {
      begun.push(name);
      if (begun.length === at + 1) {
        stopped.resolve();
        await going.promise;
      }
      return await operation();
    } finally {
      underWay -= 1;
    }
  });
  const finished = async (): Promise<void> => {
    // What follows an operation is begun in the same turn of the event loop in which it ended.
    await setImmediate();
    if (underWay > 0) await finished();
  };
  return { files, stopped: stopped.promise, begun, goOn: () => going.resolve(), finished };
}

/** Operation number `at`, counted from 0, fails with this error and does nothing; the others work. */
export function failAt(at: number, error: Error): Files {
  let begun = 0;
  return filesInTurn((_name, operation) => {
    begun += 1;
    return begun === at + 1 ? Promise.reject(error) : operation();
  });
}

/** The real file system, each of whose operations is done by `turn`. */
function filesInTurn(turn: <R>(name: keyof Files, operation: () => Promise<R>) => Promise<R>): Files {
  return {
    isFolder: (it) => turn('isFolder', () => diskFiles.isFolder(it)),
    look: (it) => turn('look', () => diskFiles.look(it)),
    makeFolder: (it) => turn('makeFolder', () => diskFiles.makeFolder(it)),
    list: (it) => turn('list', () => diskFiles.list(it)),
    read: (it) => turn('read', () => diskFiles.read(it)),
    write: (it, content) => turn('write', () => diskFiles.write(it, content)),
    link: (from, to) => turn('link', () => diskFiles.link(from, to)),
    move: (from, to) => turn('move', () => diskFiles.move(from, to)),
    remove: (it) => turn('remove', () => diskFiles.remove(it)),
    sync: (it) => turn('sync', () => diskFiles.sync(it)),
  };
}
