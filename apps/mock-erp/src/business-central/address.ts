import type { MockSeed } from '../seed.ts';
import { type Call, readSegments } from './call.ts';

/** Where an address leads: which tenant, which API, and the path within it. */
export interface Address extends Pick<Call, 'apiBase' | 'api' | 'segments' | 'url'> {
  readonly tenantId: string;
  /** False when the tenant has no such environment. */
  readonly environmentExists: boolean;
}

const V2 = /^(?<base>\/v2\.0\/(?:(?<tenant>[^/]+)\/)?(?<environment>[^/]+)\/api\/v2\.0)(?<path>\/.*)?$/i;
const REPORTS =
  /^(?<base>\/v2\.0\/(?:(?<tenant>[^/]+)\/)?(?<environment>[^/]+)\/api\/microsoft\/reportsFinance\/beta)(?<path>\/.*)?$/i;

/** Reads an address; the tenant may be named by id or domain or left out. `undefined` when no API is there. @source dynamics.md §2, 2026-11 */
export function readAddress(url: URL, seed: MockSeed['businessCentral']): Address | undefined {
  const pathname = decodeURIComponent(url.pathname);
  const asV2 = V2.exec(pathname);
  const { base = '', tenant, environment = '', path = '' } = (asV2 ?? REPORTS.exec(pathname))?.groups ?? {};
  if (base === '') return undefined;
  return {
    url,
    apiBase: `${url.origin}${base}`,
    api: asV2 === null ? 'reportsFinance' : 'v2.0',
    segments: readSegments(path),
    tenantId: tenantIdOf(tenant, seed),
    environmentExists: environment.toLowerCase() === seed.environment.toLowerCase(),
  };
}

function tenantIdOf(named: string | undefined, { tenantId, tenantDomain }: MockSeed['businessCentral']): string {
  return named === undefined || named.toLowerCase() === tenantDomain ? tenantId : named.toLowerCase();
}
