/** What is at a path itself; a symbolic link is neither a folder nor a file. */
export interface Entry {
  readonly kind: 'folder' | 'file' | 'other';
  /** The same for the same file under any name, and for no other file at that time. */
  readonly id: string;
  /** How many names the file has on this file system, this one included. */
  readonly names: number;
}

/** A file as it was read. */
export interface FoundFile {
  readonly id: string;
  /** `undefined` for what cannot be one of ours (a link, a folder, a device, or more than 16 MiB), and for one that we may not read. */
  readonly content: Buffer | undefined;
}

/** What the connector does on a file system. All paths are absolute; every failure is thrown as the system's own error. */
export interface Files {
  /** Whether there is a folder, also behind a symbolic link. */
  readonly isFolder: (path: string) => Promise<boolean>;
  readonly look: (path: string) => Promise<Entry | undefined>;
  /** One that is there already is fine. */
  readonly makeFolder: (path: string) => Promise<void>;
  /** The names in a folder. */
  readonly list: (path: string) => Promise<readonly string[]>;
  /** Follows no symbolic link. `undefined` when nothing is there. */
  readonly read: (path: string) => Promise<FoundFile | undefined>;
  /** A new file, on the disk when this ends; fails with `EEXIST` when the name is taken. */
  readonly write: (path: string, content: Uint8Array) => Promise<void>;
  /** Gives a file a second name at once and whole; fails with `EEXIST` when the name is taken. */
  readonly link: (from: string, to: string) => Promise<void>;
  /** Changes a name; of two that move the same file one fails with `ENOENT`. */
  readonly move: (from: string, to: string) => Promise<void>;
  /** One that is gone already is fine. */
  readonly remove: (path: string) => Promise<void>;
  /** What was linked, moved and removed in the folder is on the disk when this ends. */
  readonly sync: (folder: string) => Promise<void>;
}
