import path from 'node:path';
import fastifyStatic from '@fastify/static';
import type { Api } from './api.ts';

/** Where the built admin console lies, and what it needs to know to sign people in. */
export interface ConsoleOptions {
  /** The folder with its `index.html`. */
  readonly folder: string;
  /** The OpenID provider whose tokens this service takes. */
  readonly issuer: string;
  /** The name under which the console is registered there: a public client, without a secret. */
  readonly clientId: string;
  /** What it asks for, `openid` among it. */
  readonly scope: string;
}

const open = { config: { access: 'public' }, schema: { hide: true } } as const;

/**
 * The admin console below `/console`. Every address in it that is no file is a screen, and answered with the one page. Files below `assets` carry the
 * hash of their content in their names and may be kept for ever; the page may not be kept at all.
 */
export function consolePages(options: ConsoleOptions): (api: Api) => Promise<void> {
  const { folder, ...signIn } = options;
  const contentSecurityPolicy = policyFor(new URL(options.issuer).origin);
  return async (api) => {
    await api.register(fastifyStatic, {
      root: folder,
      serve: false,
      preCompressed: true,
      cacheControl: false,
      setHeaders(reply, file) {
        const isHashed = path.relative(folder, file).startsWith(`assets${path.sep}`);
        reply.header('cache-control', isHashed ? 'public, max-age=31536000, immutable' : 'no-store');
        reply.header('content-security-policy', contentSecurityPolicy);
      },
    });
    api.get('/console', open, (_request, reply) => reply.redirect('/console/', 308));
    api.get('/console/settings.json', open, () => signIn);
    api.get('/console/assets/*', open, (request, reply) =>
      reply.sendFile(path.posix.join('assets', restOf(request.params))),
    );
    api.get('/console/*', open, (_request, reply) => reply.sendFile('index.html'));
  };
}

/** Scripts and styles come from this service alone; besides it, the page may only ask the provider for tokens. */
function policyFor(provider: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    `connect-src 'self' ${provider}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');
}

function restOf(params: unknown): string {
  const isMatch = typeof params === 'object' && params !== null && '*' in params;
  return isMatch ? String(params['*']) : '';
}
