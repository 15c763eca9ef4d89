import { SyncError } from '@bilag/core';
import rateLimit, { normalizeIP } from '@fastify/rate-limit';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Api } from './api.ts';
import { callerKey } from './caller.ts';
import { isObject } from './is-object.ts';
import { problems } from './schemas/problem-responses.ts';

/** Most requests within a minute, counted by each process for itself; 0 is without end. */
export interface RateLimits {
  readonly perCaller: number;
  /** Of all that come from one address without a valid token. */
  readonly perAddress: number;
}

/** Counts a request. @throws {SyncError} `RATE_LIMITED` when it is one too many. */
export type CountRequest = (request: FastifyRequest, reply: FastifyReply) => Promise<void>;

const minuteMs = 60_000;
/** Callers and addresses that are remembered; who has not come for longest is forgotten first. */
const mostKept = 20_000;

/**
 * Counts requests per caller, and those of strangers per address, and tells of it in the headers `RateLimit-*`. A route that says `rateLimit: false` is not
 * counted. To be called before any route is added.
 * @source https://datatracker.ietf.org/doc/html/draft-ietf-httpapi-ratelimit-headers-07
 */
export async function limitRates(api: Api, { perCaller, perAddress }: RateLimits): Promise<CountRequest> {
  describeLimit(api);
  if (perCaller === 0 && perAddress === 0) return async () => undefined;
  await api.register(rateLimit, {
    global: false,
    enableDraftSpec: true,
    timeWindow: minuteMs,
    cache: mostKept,
    keyGenerator: keyOf,
    max: ({ caller }) => (caller === null ? perAddress : perCaller),
    errorResponseBuilder: (_request, { ttl }) => tooMany(ttl),
  });
  const count = api.rateLimit();
  return async (request, reply) => {
    const { rateLimit: rule } = request.routeOptions.config;
    const most = request.caller === null ? perAddress : perCaller;
    if (rule !== false && most > 0) await count.call(api, request, reply);
  };
}

/** A caller's key is no address, whatever the subject looks like. */
function keyOf({ caller, ip }: FastifyRequest): string {
  return caller === null ? `address ${normalizeIP(ip)}` : callerKey(caller);
}

const tooMany = (retryAfterMs: number) =>
  new SyncError('RATE_LIMITED', 'More requests came within a minute than one caller may send.', { retryAfterMs });

/** The refusal in the document, at every address that counts. */
function describeLimit(api: Api): void {
  const { default: _default, ...refused } = problems(429);
  api.addHook('onRoute', (route) => {
    const { schema, config } = route;
    if (schema === undefined || config?.rateLimit === false || !isObject(schema.response)) return;
    route.schema = { ...schema, response: { ...refused, ...schema.response } };
  });
}
