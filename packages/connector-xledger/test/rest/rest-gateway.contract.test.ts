import { accountingGatewayContract, type GatewayHarness } from '@bilag/core/testing';
import { startMockErp, type XledgerRestSettings } from '@bilag/mock-erp';
import { harnessOf } from '../support/contract-harness.ts';
import { addressesAt, openGateway } from './support/harness.ts';
import { type SeenRequest, type StrangerAnswer, startBefore } from './support/stranger.ts';

accountingGatewayContract('Xledger over REST', () => openHarness());
accountingGatewayContract('Xledger over REST, one row a page and tokens of a minute', () =>
  openHarness({ settings: { pageLimit: 1, tokenLifetimeSeconds: 60 } }),
);
accountingGatewayContract('Xledger over REST, as little as the contract asks for', () =>
  openHarness({ reword: withoutOptional }),
);
accountingGatewayContract('Xledger over REST, a list that heeds no filter', () =>
  openHarness({ rewrite: (path) => path.replace(/externalId=[^&]*&?/, '') }),
);

/** Other words for the same: numbers as texts, what is `null` left out, fields in another order, a byte order mark before it all. */
function withoutOptional(text: string, { path }: SeenRequest, status: number): string {
  if (path === '/oauth2/token' && status === 200) return text.replace(/"expires_in":(\d+)/, '"expires_in":"$1"');
  const value: unknown = JSON.parse(text, (_key, it: unknown) => {
    if (it === null) return undefined;
    if (typeof it === 'number') return String(it);
    return typeof it === 'object' && !Array.isArray(it) ? Object.fromEntries(Object.entries(it).toReversed()) : it;
  });
  return `\uFEFF${JSON.stringify(value, null, 2)}`;
}

interface Variation {
  readonly settings?: Partial<XledgerRestSettings>;
  readonly more?: object;
  readonly reword?: (text: string, seen: SeenRequest, status: number) => string;
  readonly rewrite?: (path: string) => string;
}

/** The mock behind a server that words its answers its own way. */
async function openHarness({ settings = {}, more = {}, reword, rewrite }: Variation = {}): Promise<GatewayHarness> {
  const mock = await startMockErp({ xledgerRestSettings: settings });
  const instead = (_seen: SeenRequest): StrangerAnswer | undefined => undefined;
  const server = await startBefore(mock.urls.xledgerRest, instead, { reword, rewrite });
  const there = addressesAt(server.url);
  const gateway = openGateway(there, more);
  const unreachable = openGateway(addressesAt('http://127.0.0.1:9'), more);
  const refusedSignIn = openGateway(there, more, { clientId: 'bilag-full', clientSecret: 'wrong' });
  return harnessOf(mock, server, {
    gateway,
    unreachable,
    refusedSignIn,
    posting: 'xledger-rest.journalEntries.create',
    rateLimit: {
      kind: 'status',
      status: 429,
      headers: { 'retry-after': '7' },
      body: { errors: [{ path: '', code: 'too_many_requests', message: 'Too many requests.' }] },
    },
  });
}
