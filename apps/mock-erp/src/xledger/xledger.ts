import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Answer } from '../answer.ts';
import type { XledgerToken } from '../seed-xledger.ts';
import { settingsSwitch } from '../settings-board.ts';
import { openStateFile } from '../state-file.ts';
import type { MockWorld } from '../world.ts';
import { type BookingRun, createBookingJob } from './booking-job.ts';
import type { XledgerError } from './errors.ts';
import { executeRequest, type GraphqlRequest, type ReadRequest, readRequest } from './execute.ts';
import { createLimits, type Usage } from './limits.ts';
import { createNotices, type Notices } from './notices.ts';
import { type PostedRequest, readPosted } from './posted-request.ts';
import { createImportQueue, type ImportQueue } from './queue.ts';
import { createRootValue } from './resolvers.ts';
import { createXledgerSchema } from './schema.ts';
import { DEFAULT_XLEDGER_SETTINGS, type XledgerSettings } from './settings.ts';
import { XLEDGER_SETTING_READERS } from './settings-readers.ts';
import { authenticate } from './tokens.ts';

/** The simulated Xledger, for the control API and the page. */
export interface XledgerSystem {
  readonly queue: ImportQueue;
  readonly notices: Notices;
  /** May be changed while it runs. */
  readonly settings: XledgerSettings;
  readonly usage: Usage;
  /** Books what can be booked, now. */
  runBookingJob(): BookingRun;
}

/** Where Xledger's queue is kept, if anywhere, and how it differs from the default. */
export interface XledgerOptions {
  readonly stateFile?: string | undefined;
  readonly settings?: Partial<XledgerSettings> | undefined;
}

/** Adds Xledger's GraphQL endpoint at `/xledger/graphql`. */
export function registerXledger(app: FastifyInstance, world: MockWorld, options: XledgerOptions = {}): XledgerSystem {
  const schema = createXledgerSchema();
  const settings = { ...DEFAULT_XLEDGER_SETTINGS, ...options.settings };
  const queue = createImportQueue(
    bookedRows(world),
    options.stateFile === undefined ? undefined : openStateFile(options.stateFile),
  );
  const limits = createLimits(world.clock, settings);
  const job = createBookingJob(world, queue, settings);
  const notices = createNotices(world, schema, settings);
  app.addHook('preClose', (done) => {
    notices.delivery.stop();
    done();
  });
  const tokens = Object.values(world.seed.xledger.tokens);
  world.settings.set('xledger', settingsSwitch(settings, XLEDGER_SETTING_READERS));
  world.onReset.push(() => {
    queue.clear();
    limits.clear();
    notices.clear();
    Object.assign(settings, DEFAULT_XLEDGER_SETTINGS, options.settings);
  });

  const answer = async (posted: PostedRequest, read: ReadRequest, token: XledgerToken): Promise<Answer> => {
    const { graphql, files, problem } = posted;
    if (problem !== undefined) return failure([problem]);
    const tooFew = limits.spend(creditsFor(graphql));
    if (tooFew !== undefined) return failure([tooFew]);
    if (read.document === undefined || read.errors.length > 0) return failure(read.errors);
    if (read.isMutation && !token.mayWriteGeneralLedger) return failure([MISSING_SCOPE]);
    const problems: XledgerError[] = [];
    const rootValue = createRootValue({ schema, world, queue, notices, settings, token, problems, files });
    return ok(await executeRequest(schema, read.document, graphql, { rootValue, problems }));
  };

  const serve = async (request: FastifyRequest, reply: FastifyReply) => {
    const posted = await readPosted(request.body, request.headers['content-type']);
    const read = readRequest(schema, posted.graphql);
    const judge = () => {
      const valid = settings.tokensRevoked ? tokens.map((token) => ({ ...token, revoked: true })) : tokens;
      return authenticate(request.headers.authorization, valid);
    };
    const caller = judge();
    const name = 'token' in caller ? caller.token.token : '';
    const tooMany = limits.enter(name);
    try {
      return await world.faults.run({ system: 'xledger', operation: read.operation, request, reply }, async () => {
        const who = judge();
        if ('refused' in who) return failure([who.refused], settings.tokenErrorStatus);
        const result = tooMany === undefined ? await answer(posted, read, who.token) : failure([tooMany]);
        limits.usage.bytesUp += Number(request.headers['content-length'] ?? 0);
        limits.usage.bytesDown += Buffer.byteLength(JSON.stringify(result.body));
        return result;
      });
    } finally {
      limits.leave(name);
    }
  };
  void app.register((routes, _options, done) => {
    routes.removeAllContentTypeParsers();
    routes.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, parsed) => parsed(null, body));
    routes.post('/xledger/graphql', serve);
    done();
  });
  return { queue, notices, settings, usage: limits.usage, runBookingJob: () => job.run() };
}

/** The shape is not known from any source. */
const MISSING_SCOPE: XledgerError = {
  message: 'Access denied: the API token lacks write access to General Ledger.',
  extensions: { code: 'ACCESS_DENIED' },
};

function bookedRows(world: MockWorld): Set<number> {
  const lines = world.ledger.list({ system: 'xledger' }).flatMap((voucher) => voucher.lines);
  return new Set(lines.map((line) => Number(line.details?.['rowDbId'] ?? 0)));
}

/** One credit a request and one a node: mass mutations are cheaper than single ones. The real price list is not known. */
function creditsFor({ variables }: GraphqlRequest): number {
  const inputs = variables?.['inputs'];
  return 1 + (Array.isArray(inputs) ? Math.ceil(inputs.length / 10) : 0);
}

function failure(errors: readonly XledgerError[], status = 200): Answer {
  return { status, body: { errors } };
}

function ok(body: unknown): Answer {
  return { status: 200, body };
}
