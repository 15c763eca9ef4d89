import { errorCodes, type IntegrationView } from '@bilag/core';
import { findingView } from './finding-view.ts';
import type { MappingCheck } from './schemas/mapping-finding.ts';

/** A check as the API shows it. */
export function mappingCheckView(check: NonNullable<IntegrationView['mappingCheck']>): MappingCheck {
  const { at, mappingVersion, failure, findingCount, findings } = check;
  return {
    checkedAt: at.toISOString(),
    mappingVersion,
    failure: failure === null ? null : { ...failure, remedy: errorCodes[failure.code].remedy },
    findingCount,
    findings: findings.map((it) => findingView(it)),
  };
}
