import type { FastifyInstance } from 'fastify';
import { settingsSwitch } from '../settings-board.ts';
import type { MockWorld } from '../world.ts';
import { allowLoopbackOrigins } from './cors.ts';
import { createProvider } from './provider.ts';
import { addRoutes } from './routes.ts';
import { DEFAULT_OPENID_SETTINGS, OPENID_SETTING_READERS, type OpenidSettings } from './settings.ts';

/** The OpenID provider, for tests. */
export interface OpenidSystem {
  /** May be changed while it runs. */
  readonly settings: OpenidSettings;
}

/**
 * Adds an OpenID Connect provider below `/openid` with which people sign in to the admin console in development: the code flow
 * with PKCE, and a page to choose who one is. Operations: `openid.discovery`, `openid.keys`, `openid.authorize`,
 * `openid.choose`, `openid.token`, `openid.userinfo`, `openid.logout`.
 */
export function registerOpenid(
  app: FastifyInstance,
  world: MockWorld,
  changes: Partial<OpenidSettings> = {},
): OpenidSystem {
  const settings = { ...DEFAULT_OPENID_SETTINGS, ...changes };
  const provider = createProvider(world.clock, settings);
  world.settings.set('openid', settingsSwitch(settings, OPENID_SETTING_READERS));
  world.onReset.push(() => {
    Object.assign(settings, DEFAULT_OPENID_SETTINGS, changes);
    for (const store of [provider.pending, provider.codes, provider.sessions]) store.clear();
  });
  void app.register(
    (routes, _options, done) => {
      const asText = { parseAs: 'string' } as const;
      routes.addContentTypeParser(['application/json', '*'], asText, (_request, body, parsed) => parsed(null, body));
      allowLoopbackOrigins(routes);
      addRoutes(routes, world, provider);
      done();
    },
    { prefix: '/openid' },
  );
  return { settings };
}
