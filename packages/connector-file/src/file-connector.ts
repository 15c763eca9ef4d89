import type { ConnectorPlugin } from '@bilag/core';
import { diskFiles } from './disk-files.ts';
import { folderProfile } from './folder-profile.ts';

/** Files instead of an accounting system: for one that has no API, and while one that has is down. */
export const fileConnector: ConnectorPlugin = {
  name: 'file',
  title: 'File export',
  profiles: [folderProfile(diskFiles)],
};
