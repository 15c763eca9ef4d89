import type { Answer } from '../answer.ts';
import type { MockSeed } from '../seed.ts';
import { BusinessCentralError, errorAnswer } from './errors.ts';

/** The environments of the tenant. @source dynamics.md §2, 2026-11 */
export function environmentsAnswer({ tenantId, environment }: MockSeed['businessCentral'], origin: string): Answer {
  const listed = {
    aadTenantId: tenantId,
    applicationFamily: 'BusinessCentral',
    type: 'Production',
    name: environment,
    countryCode: 'NO',
    webServiceUrl: origin,
    webClientLoginUrl: `${origin}/${tenantId}/${environment}`,
    ringName: 'PROD',
  };
  return { status: 200, body: { value: [listed] } };
}

/** The code is invented. */
export function noSuchEnvironment(): Answer {
  return errorAnswer(new BusinessCentralError(404, 'NoEnvironment', 'Environment does not exist.'));
}

/** No API is at this address. */
export function noSuchAddress(): Answer {
  return errorAnswer(new BusinessCentralError(404, 'BadRequest_NotFound', 'No HTTP resource was found.'));
}
