import { existsSync, renameSync, rmSync } from 'node:fs';

/**
 * Gives a finished folder its name in one step. When another process was faster, its folder stays and ours is removed.
 * An empty folder of that name is replaced.
 */
export function moveUnlessThere(finished: string, name: string): void {
  try {
    renameSync(finished, name);
  } catch (error) {
    if (!existsSync(name)) throw error;
    rmSync(finished, { recursive: true, force: true });
  }
}
