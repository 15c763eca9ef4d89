import type { FastifyInstance } from 'fastify';
import { settingsSwitch } from '../settings-board.ts';
import type { MockWorld } from '../world.ts';
import type { XledgerSystem } from '../xledger/xledger.ts';
import { createRestAccessTokens, type RestAccessTokens } from './access-tokens.ts';
import { createAdmission } from './admission.ts';
import { XLEDGER_REST_CLIENTS } from './clients.ts';
import { addRoutes } from './routes.ts';
import { DEFAULT_XLEDGER_REST_SETTINGS, XLEDGER_REST_SETTING_READERS, type XledgerRestSettings } from './settings.ts';

/** The simulated REST gateway in front of Xledger, for the control API and tests. */
export interface XledgerRestSystem {
  readonly tokens: RestAccessTokens;
  /** May be changed while it runs. */
  readonly settings: XledgerRestSettings;
}

/**
 * Adds the REST profile below `/xledger/rest`: the token endpoint, the API and its OpenAPI document. It writes into the import
 * queue of the Xledger beside it, so both profiles see the same books. Operations: `xledger-rest.token`, `xledger-rest.me` and
 * so on by list, `xledger-rest.journalEntries` with `.create`, `.list` and `.get`.
 * @source xledger.md §13, 2026-11; the contract is ours, nothing in it is Xledger's.
 */
export function registerXledgerRest(
  app: FastifyInstance,
  world: MockWorld,
  xledger: XledgerSystem,
  changes: Partial<XledgerRestSettings> = {},
): XledgerRestSystem {
  const settings = { ...DEFAULT_XLEDGER_REST_SETTINGS, ...changes };
  const tokens = createRestAccessTokens(world.clock);
  const admission = createAdmission(tokens, settings, world.clock);
  world.settings.set('xledgerRest', settingsSwitch(settings, XLEDGER_REST_SETTING_READERS));
  world.onRevokeTokens.push(() => tokens.revokeAll());
  world.onReset.push(() => {
    Object.assign(settings, DEFAULT_XLEDGER_REST_SETTINGS, changes);
    admission.clear();
  });
  const clients = Object.values(XLEDGER_REST_CLIENTS);
  void app.register(
    (routes, _options, done) => {
      // The bodies are read by the work itself, so that faults and the request log see calls with a broken one too.
      const asText = { parseAs: 'string' } as const;
      routes.addContentTypeParser(['application/json', '*'], asText, (_request, body, parsed) => parsed(null, body));
      addRoutes(routes, { world, xledger, clients, tokens, admission, settings });
      done();
    },
    { prefix: '/xledger/rest' },
  );
  return { tokens, settings };
}
