import { createServer as createHttpsServer } from 'node:https';
import Fastify, { type FastifyInstance } from 'fastify';
import { type BusinessCentralSystem, registerBusinessCentral } from './business-central/business-central.ts';
import type { BusinessCentralSettings } from './business-central/settings.ts';
import { type Certificate, createCertificate } from './certificate.ts';
import { registerControl } from './control/control.ts';
import { registerPage } from './control/page.ts';
import { loadScenarioFile } from './control/scenario.ts';
import { type EntraSystem, registerEntra } from './entra/entra.ts';
import type { EntraSettings } from './entra/settings.ts';
import { type FinanceSystem, registerFinance } from './finance/finance.ts';
import type { FinanceSettings } from './finance/settings.ts';
import { answerLikeAGateway, frameworkErrors } from './gateway.ts';
import { type KeyVaultSystem, registerKeyVault } from './key-vault/key-vault.ts';
import type { KeyVaultSettings } from './key-vault/settings.ts';
import { type OpenidSystem, registerOpenid } from './openid/openid.ts';
import type { OpenidSettings } from './openid/settings.ts';
import { createWorld, type MockWorld } from './world.ts';
import type { XledgerSettings } from './xledger/settings.ts';
import { registerXledger, type XledgerSystem } from './xledger/xledger.ts';
import type { XledgerRestSettings } from './xledger-rest/settings.ts';
import { registerXledgerRest, type XledgerRestSystem } from './xledger-rest/xledger-rest.ts';

/** How to start the sandbox; what is left out is not used, or any free port. */
export interface MockErpOptions {
  readonly httpPort?: number | undefined;
  readonly httpsPort?: number | undefined;
  /** Where booked vouchers are kept across restarts. */
  readonly ledgerFile?: string | undefined;
  /** Where Xledger's import queue is kept across restarts, and beside it what is staged in Business Central. */
  readonly stateFile?: string | undefined;
  /** How often Xledger's booking job runs, in real milliseconds; without it only when asked for. */
  readonly bookingIntervalMs?: number | undefined;
  /** Address to listen on, by default 127.0.0.1. */
  readonly host?: string | undefined;
  /** Faults and settings to begin with, as JSON; gone after a reset. */
  readonly scenarioFile?: string | undefined;
  readonly xledgerSettings?: Partial<XledgerSettings> | undefined;
  readonly xledgerRestSettings?: Partial<XledgerRestSettings> | undefined;
  readonly openidSettings?: Partial<OpenidSettings> | undefined;
  readonly entraSettings?: Partial<EntraSettings> | undefined;
  readonly businessCentralSettings?: Partial<BusinessCentralSettings> | undefined;
  readonly financeSettings?: Partial<FinanceSettings> | undefined;
  readonly keyVaultSettings?: Partial<KeyVaultSettings> | undefined;
}

/** A running sandbox. */
export interface MockErp extends AsyncDisposable {
  readonly urls: {
    readonly page: string;
    readonly control: string;
    readonly xledgerGraphql: string;
    /** What the REST profile's `/oauth2/token` and `/v1` stand below. */
    readonly xledgerRest: string;
    /** Where people sign in to the admin console; https. */
    readonly openidIssuer: string;
    /** The authority for sign-in; https. */
    readonly entraAuthority: string;
    /** What stands for `https://api.businesscentral.dynamics.com/v2.0`; https. */
    readonly businessCentral: string;
    /** What stands for `https://{env}.operations.dynamics.com`; https. */
    readonly finance: string;
    /** What stands for `https://{vault}.vault.azure.net`; https. */
    readonly keyVault: string;
  };
  /** PEM; trust it to reach the https addresses. */
  readonly caCertificate: string;
  readonly world: MockWorld;
  readonly xledger: XledgerSystem;
  readonly xledgerRest: XledgerRestSystem;
  readonly openid: OpenidSystem;
  readonly entra: EntraSystem;
  readonly businessCentral: BusinessCentralSystem;
  readonly finance: FinanceSystem;
  readonly keyVault: KeyVaultSystem;
  /** Stops listening, cuts open connections and lets go of all files. */
  close(): Promise<void>;
}

const BODY_LIMIT_BYTES = 20 * 1024 * 1024;

/** Starts Xledger, Microsoft Entra, Business Central and Finance & Operations on this machine, with one ledger and one set of faults. */
export async function startMockErp(options: MockErpOptions = {}): Promise<MockErp> {
  const { host = '127.0.0.1', httpPort = 0, httpsPort = 0, bookingIntervalMs } = options;
  await using opened = new AsyncDisposableStack();
  const world = opened.adopt(createWorld({ ledgerFile: options.ledgerFile }), (it) => it.ledger.close());
  const certificate = await createCertificate();
  const plain = opened.adopt(createPlainServer(), (it) => it.close());
  const secure = opened.adopt(createSecureServer(certificate), (it) => it.close());

  const xledger = registerXledger(plain, world, { stateFile: options.stateFile, settings: options.xledgerSettings });
  const xledgerRest = registerXledgerRest(plain, world, xledger, options.xledgerRestSettings);
  const openid = registerOpenid(secure, world, options.openidSettings);
  const entra = registerEntra(secure, world, options.entraSettings);
  const businessCentral = registerBusinessCentral(secure, world, entra, {
    stateFile: options.stateFile,
    settings: options.businessCentralSettings,
  });
  const finance = registerFinance(secure, world, entra, {
    stateFile: options.stateFile,
    settings: options.financeSettings,
  });
  const keyVault = registerKeyVault(secure, world, entra, options.keyVaultSettings);
  const systems = { xledger, xledgerRest, openid, entra, businessCentral, finance, keyVault };
  registerControl(plain, world, systems);
  registerPage(plain, world, systems);
  if (options.scenarioFile !== undefined) loadScenarioFile(world, options.scenarioFile);

  const http = await plain.listen({ host, port: httpPort });
  const https = (await secure.listen({ host, port: httpsPort })).replace('http:', 'https:');
  if (bookingIntervalMs !== undefined) {
    opened.adopt(
      setInterval(() => xledger.runBookingJob(), bookingIntervalMs),
      clearInterval,
    );
  }
  opened.defer(() => world.faults.stop());
  const owned = opened.move();
  const close = () => owned.disposeAsync();
  return {
    urls: {
      page: `${http}/`,
      control: `${http}/control`,
      xledgerGraphql: `${http}/xledger/graphql`,
      xledgerRest: `${http}/xledger/rest`,
      openidIssuer: `${https}/openid`,
      entraAuthority: `${https}/entra`,
      businessCentral: `${https}/v2.0`,
      finance: `${https}/finance`,
      keyVault: https,
    },
    caCertificate: certificate.certificate,
    world,
    ...systems,
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** Without secrets of its own, it at least obeys no page of another site that the developer happens to look at. */
function createPlainServer(): FastifyInstance {
  const app = Fastify({ bodyLimit: BODY_LIMIT_BYTES, forceCloseConnections: true, frameworkErrors });
  answerLikeAGateway(app);
  app.addHook('onRequest', async (request, reply) => {
    if (request.method !== 'GET' && request.headers['sec-fetch-site'] === 'cross-site') await reply.code(403).send();
  });
  return app;
}

/** The factory keeps the ordinary instance type, so that routes need not care which server they are on. */
function createSecureServer({ key, certificate }: Certificate): FastifyInstance {
  const app = Fastify({
    bodyLimit: BODY_LIMIT_BYTES,
    forceCloseConnections: true,
    frameworkErrors,
    serverFactory: (handler) => createHttpsServer({ key, cert: certificate }, handler),
  });
  answerLikeAGateway(app);
  return app;
}
