import type { ConnectorConfig, SettingsChoice } from '@bilag/core';
import { isObject } from '../json.ts';
import type { Slot } from './config-schema.ts';
import { entityWant, holdsCostCenters, holdsProjects, type PlaceSetup, placesOf } from './entity-setup.ts';
import { entityIdentity, entityOf } from './ledger-identity.ts';
import type { ListReader } from './list-reader.ts';

/**
 * The entity that the token opens, as the only choice, with what its set-up suggests for our dimensions. An administrator confirms it.
 * @throws {SyncError} as a connection test does.
 * @source reference of the Xledger API, sections 2 and 4.3, read 2026-11; how kinds of objects are called is partly an inference.
 */
export async function readChoices(reader: ListReader, signal: AbortSignal): Promise<readonly SettingsChoice[]> {
  const readings = await reader.read([entityWant], signal);
  const entity = entityOf(readings.get(entityWant.name)?.[0] ?? {});
  const { id, name } = entityIdentity(entity);
  const dimensions = suggestedDimensions(placesOf(entity) ?? []);
  return [{ title: `${name} (${id})`, settings: { ledgerId: id, dimensions } }];
}

/** Where cost centers stand, and projects by the field of their own, which rows have besides the numbered places. */
function suggestedDimensions(places: readonly PlaceSetup[]): Readonly<Record<string, Slot>> {
  const costCenter = places.find(holdsCostCenters)?.slot;
  return {
    ...(costCenter === undefined ? {} : { costCenter }),
    ...(places.some(holdsProjects) ? { project: 'project' as const } : {}),
  };
}

/** The settings so far, with what the choice is about left open: it may be missing or wrong. */
export function settingsSoFar({ settings, credentials }: ConnectorConfig): ConnectorConfig {
  const others = isObject(settings) ? settings : {};
  return { settings: { ...others, profile: 'graphql', ledgerId: '0', dimensions: {} }, credentials };
}
