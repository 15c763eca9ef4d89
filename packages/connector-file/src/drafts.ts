import { randomUUID } from 'node:crypto';
import path from 'node:path';
import type { ExportFolder } from './export-folder.ts';

/** A file that is whole and on the disk, under a name that nobody was promised. */
export interface Draft {
  readonly path: string;
  /** How it will be called. */
  readonly fileName: string;
}

/** A name for a draft that no other one has. */
export function newDraft({ places }: ExportFolder, fileName: string): Draft {
  return { path: path.join(places.drafts, `${fileName}.${randomUUID()}`), fileName };
}

/** Writes a draft of a file. What a crash leaves half written is a draft too, and the next look-up takes it away. */
export async function writeDraft(folder: ExportFolder, fileName: string, content: Uint8Array): Promise<Draft> {
  const { files, places } = folder;
  const draft = newDraft(folder, fileName);
  try {
    await files.write(draft.path, content);
    await files.sync(places.drafts);
    return draft;
  } catch (error) {
    // A full disk leaves half a draft. Should this fail too, the next look-up removes it.
    await files.remove(draft.path).catch(() => undefined);
    throw error;
  }
}

/** The drafts of files whose names begin so. */
export async function draftsOf({ files, places }: ExportFolder, beginning: string): Promise<readonly Draft[]> {
  const names = (await files.list(places.drafts)).filter((it) => it.startsWith(`${beginning}.`));
  return names.map((name) => ({
    path: path.join(places.drafts, name),
    fileName: name.slice(0, name.lastIndexOf('.')),
  }));
}

/** After this nobody can hand over a draft that was made before: a sender that was only slow finds it gone. */
export async function removeDrafts(folder: ExportFolder, beginning: string): Promise<void> {
  for (const draft of await draftsOf(folder, beginning)) await folder.files.remove(draft.path);
}
