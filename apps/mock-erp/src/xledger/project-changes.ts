import type { XledgerNode } from './filter.ts';
import { osloDateTime } from './oslo-time.ts';

/** One saving of a project by a person. Its data stays as it is, only the time of its last change moves. */
export interface ProjectChange {
  /** Rises with every change, from 1. */
  readonly sequence: number;
  readonly ownerDbId: number;
  readonly projectDbId: number;
  readonly changedAt: Date;
}

/** What has been saved since the start; a restart forgets it. */
export interface ProjectChanges {
  save(project: { readonly dbId: number; readonly ownerDbId: number }, changedAt: Date): ProjectChange;
  /** Oldest first. */
  list(ownerDbId: number): readonly ProjectChange[];
  clear(): void;
}

/** Starts with no changes. */
export function createProjectChanges(): ProjectChanges {
  let changes: ProjectChange[] = [];
  return {
    save({ dbId, ownerDbId }, changedAt) {
      const sequence = (changes.at(-1)?.sequence ?? 0) + 1;
      const change = { sequence, ownerDbId, projectDbId: dbId, changedAt };
      changes.push(change);
      return change;
    },
    list: (ownerDbId) => changes.filter((change) => change.ownerDbId === ownerDbId),
    clear() {
      changes = [];
    },
  };
}

/** The nodes with the time of the last of these changes, where there is one. */
export function withLastChange(
  nodes: readonly XledgerNode[],
  changes: readonly ProjectChange[],
): readonly XledgerNode[] {
  if (changes.length === 0) return nodes;
  const lastChanges = new Map(changes.map((change) => [change.projectDbId, change.changedAt]));
  return nodes.map((node) => {
    const changedAt = lastChanges.get(node.dbId);
    return changedAt === undefined ? node : { ...node, modifiedAt: osloDateTime(changedAt) };
  });
}
