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
  const turn = async (name: keyof Files) => {
    begun.push(name);
    if (begun.length !== at + 1) return;
    stopped.resolve();
    await going.promise;
  };
  const inTurn =
    <A extends readonly unknown[], R>(name: keyof Files, operation: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      underWay += 1;
      try {
        await turn(name);
        return await operation(...args);
      } finally {
        underWay -= 1;
      }
    };
  const finished = async (): Promise<void> => {
    // What follows an operation is begun in the same turn of the event loop in which it ended.
    await setImmediate();
    if (underWay > 0) await finished();
  };
  const files: Files = {
    isFolder: inTurn('isFolder', diskFiles.isFolder),
    look: inTurn('look', diskFiles.look),
    makeFolder: inTurn('makeFolder', diskFiles.makeFolder),
    list: inTurn('list', diskFiles.list),
    read: inTurn('read', diskFiles.read),
    write: inTurn('write', diskFiles.write),
    link: inTurn('link', diskFiles.link),
    move: inTurn('move', diskFiles.move),
    remove: inTurn('remove', diskFiles.remove),
    sync: inTurn('sync', diskFiles.sync),
  };
  return { files, stopped: stopped.promise, begun, goOn: () => going.resolve(), finished };
}
