import path from 'node:path';
import { type ConnectorHost, type ConnectorProfile, SyncError } from '@bilag/core';
import { credentialsSchema, mappingTargetsSchema, settingsSchema } from './config-schema.ts';
import { createExportFolder } from './export-folder.ts';
import { parseFolderKey, parseSettings } from './file-config.ts';
import { createFileGateway } from './file-gateway.ts';
import type { Files } from './files.ts';

/** One folder per organization, below the one that the operator configured. */
export function folderProfile(files: Files): ConnectorProfile {
  return {
    name: 'folder',
    title: 'Folder of files',
    settingsSchema,
    credentialsSchema,
    mappingTargetsSchema,
    open(config, host) {
      const settings = parseSettings(config.settings);
      const folderKey = parseFolderKey(config.credentials);
      const folder = createExportFolder(files, exportFolderOf(host), settings.folder, folderKey);
      return createFileGateway(folder, settings);
    },
  };
}

/** An administrator of one organization must not choose a path on the server: the operator does, and none unless he does. */
function exportFolderOf({ exportFolder }: ConnectorHost): string {
  if (exportFolder !== undefined && path.isAbsolute(exportFolder)) return exportFolder;
  const message = 'This installation has no folder for exported files: its operator sets BILAG_EXPORT_FOLDER.';
  throw new SyncError('INVALID_SETTINGS', message, { field: 'folder' });
}
