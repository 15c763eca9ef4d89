import type { Answer } from '../answer.ts';
import type { MockSeed } from '../seed.ts';
import { BusinessCentralError, errorAnswer } from './errors.ts';

/** The environments of the tenant, those where nobody answers at the end. @source dynamics.md §2, 2026-11 */
export function environmentsAnswer(
  { tenantId, environment }: MockSeed['businessCentral'],
  silent: readonly string[],
  origin: string,
): Answer {
  const listed = (name: string) => ({
    aadTenantId: tenantId,
    applicationFamily: 'BusinessCentral',
    type: name === environment ? 'Production' : 'Sandbox',
    name,
    countryCode: 'NO',
    webServiceUrl: origin,
    webClientLoginUrl: `${origin}/${tenantId}/${name}`,
    ringName: 'PROD',
  });
  return { status: 200, body: { value: [environment, ...silent].map(listed) } };
}

/** The code is invented. */
export function noSuchEnvironment(): Answer {
  return errorAnswer(new BusinessCentralError(404, 'NoEnvironment', 'Environment does not exist.'));
}

/** No API is at this address. */
export function noSuchAddress(): Answer {
  return errorAnswer(new BusinessCentralError(404, 'BadRequest_NotFound', 'No HTTP resource was found.'));
}
