import { type SettingsChoice, SyncError } from '@bilag/core';
import { isRow, type Row, rowsField } from '../exact-json.ts';
import { createBusinessCentralClient } from './business-central-client.ts';
import { isNotOffered, unreadableAnswer } from './business-central-errors.ts';
import type { Place } from './business-central-settings.ts';
import { type Company, readCompanies } from './companies.ts';
import { patterns } from './config-schema.ts';
import type { Ask } from './erp-http.ts';

/**
 * Every company of every environment that lets the application in. An environment that does not answer hides no other one.
 * @throws {SyncError} when nothing could be listed: why the environments were refused, or the first of them.
 */
export async function listChoices(place: Place, ask: Ask, signal: AbortSignal): Promise<readonly SettingsChoice[]> {
  const environments = await readEnvironments(place, ask, signal);
  const companies = await Promise.all(environments.map((it) => companiesOf(it, place, ask, signal)));
  const [trouble] = companies.filter((it) => it instanceof SyncError);
  const choices = companies.flatMap((it) => (it instanceof SyncError ? [] : it));
  if (choices.length === 0 && trouble !== undefined) throw trouble;
  return choices;
}

async function companiesOf(
  environment: string,
  place: Place,
  ask: Ask,
  signal: AbortSignal,
): Promise<readonly SettingsChoice[] | SyncError> {
  try {
    const companies = await readCompanies(createBusinessCentralClient({ ...place, environment }, ask), signal);
    return companies.map((it) => choiceOf(environment, it));
  } catch (error) {
    if (error instanceof SyncError) return error;
    throw error;
  }
}

function choiceOf(environment: string, { id, name, key }: Company): SettingsChoice {
  const companyName = new RegExp(patterns.companyName).test(key) ? { companyName: key } : {};
  return { title: `${environment}: ${name}`, settings: { environment, companyId: id, ...companyName } };
}

/** @source dynamics.md §2, 2026-11: at the server's root, outside every environment. */
async function readEnvironments(place: Place, ask: Ask, signal: AbortSignal): Promise<readonly string[]> {
  const attempt = 'list the environments';
  const url = `${new URL(place.apiUrl).origin}/environments/v1.2`;
  try {
    const answer = await ask({ method: 'GET', url, headers: {} }, 'read', attempt, signal);
    if (!isRow(answer.body)) throw unreadableAnswer(answer, 'read', attempt);
    return rowsField(answer.body, 'value').flatMap(nameOf);
  } catch (error) {
    // Whoever may not see the list may still be let into the environment that is named.
    const named = place.environment;
    if (named === undefined || !(error instanceof SyncError) || !isNotOffered(error)) throw error;
    return [named];
  }
}

function nameOf({ name }: Row): readonly string[] {
  return typeof name === 'string' && new RegExp(patterns.environment).test(name) ? [name] : [];
}
