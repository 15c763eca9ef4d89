import { type ErrorCode, errorCodes, type IntegrationView } from '@bilag/core';
import { mappingCheckView } from './mapping-check-view.ts';
import type { Integration } from './schemas/integration.ts';

/** An integration as the API shows it. Credentials are not in the view, so they cannot be shown. */
export function integrationView(view: IntegrationView): Integration {
  const { connector, settings, enabled, configVersion, credentialVersion, credentialsSetBy, tested, paused } = view;
  return {
    connector,
    settings: isObject(settings) ? settings : {},
    enabled,
    configVersion,
    credentialVersion,
    credentialsSetAt: view.credentialsSetAt.toISOString(),
    credentialsSetBy,
    tested: tested === null ? null : { at: tested.at.toISOString(), ledger: { ...tested.ledger } },
    mappingVersion: view.mapping?.version ?? null,
    mappingCheck: view.mappingCheck === null ? null : mappingCheckView(view.mappingCheck),
    paused: paused === null ? null : { ...paused, at: paused.at.toISOString(), remedy: remedyOf(paused.code) },
  };
}

const isObject = (value: unknown): value is Record<string, unknown> => value !== null && typeof value === 'object';

function remedyOf(code: string): string {
  return isErrorCode(code) ? errorCodes[code].remedy : 'Act on the message, then enable the integration again.';
}

const isErrorCode = (code: string): code is ErrorCode => Object.hasOwn(errorCodes, code);
