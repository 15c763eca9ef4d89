import { SyncError } from '@bilag/core';
import { isNotOffered } from './business-central-errors.ts';

/** What a reading gives, or `undefined` where this server has no such list for us. @throws whatever else ended the reading. */
export async function ifOffered<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof SyncError && isNotOffered(error)) return undefined;
    throw error;
  }
}
