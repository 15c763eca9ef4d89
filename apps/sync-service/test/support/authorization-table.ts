import type { Access, GuardedRoute } from '../../src/http/access.ts';
import { createHttpServer } from '../../src/http/server.ts';
import { createLogger } from '../../src/telemetry/logger.ts';

/** What a caller is answered: let in, or the status and code of the refusal. */
export type Answered = 'let in' | '401 AUTHENTICATION_REQUIRED' | '403 FORBIDDEN' | '404 UNKNOWN_ORGANIZATION';

/** Every route that the service registers, hidden ones too. The server never listens, so it needs nothing behind it. */
export async function registeredRoutes(): Promise<readonly GuardedRoute[]> {
  const server = await createHttpServer(JSON.parse('{}'), {
    tokens: { issuer: 'https://sign-in.example.org', audience: 'bilag', secret: new Uint8Array(32) },
    logger: createLogger('fatal'),
    serve: 'everything',
    console: {
      folder: import.meta.dirname,
      issuer: 'https://sign-in.example.org',
      clientId: 'bilag-console',
      scope: 'openid',
    },
  });
  await server.close();
  return server.guardedRoutes;
}

/** A route as the table and its readers name it. */
export const nameOf = ({ method, url }: GuardedRoute): string => `${method} ${url.replaceAll(/:(\w+)/g, '{$1}')}`;

/** Who may use a route, in words. */
export function ruleOf(access: Access): string {
  if (access === 'public') return 'everybody';
  if (access.roles.includes('service')) return 'every role';
  return access.roles.includes('org_admin') ? 'administrators' : 'global administrators';
}

const heading = `# Who may do what

Generated from the routes that the service registers and from what it answered to each kind of caller in
\`apps/sync-service/test/http-authorization.test.ts\`, which fails when this page is stale. To make it anew:

    npx vitest run apps/sync-service/test/http-authorization.test.ts --update

A token has one of three roles: \`service\` (an approving app), \`org_admin\` and \`global_admin\`. The role is looked at first, the organization second, so
neither answer tells whether an organization exists: to whoever may not act for it, it is byte for byte one that does not exist.
A connector that is switched off takes no right from its administrator.

- **yes**: let in; what the request itself says is looked at next.
- **401**: \`AUTHENTICATION_REQUIRED\`; there is no token, or it is not in order.
- **403**: \`FORBIDDEN\`; the token’s role may not do this.
- **404**: \`UNKNOWN_ORGANIZATION\`; there is no such organization for this token.
`;

/** The page: one line per route, one column per kind of caller. `answers` has those of each caller by the route's name. */
export function authorizationPage(
  routes: readonly GuardedRoute[],
  answers: ReadonlyMap<string, Readonly<Record<string, Answered>>>,
): string {
  const callers = [...answers.keys()];
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rows = routes.map((route) => {
    const name = nameOf(route);
    const cells = callers.map((it) => cellOf(answers.get(it)?.[name]));
    return line([`\`${name}\``, ruleOf(route.access), ...cells]);
  });
  const title = line(['Route', 'Who may', ...callers]);
  const rule = line(['Route', 'Who may', ...callers].map(() => '---'));
  return `${heading}\n${[title, rule, ...rows.toSorted()].join('\n')}\n`;
}

const cellOf = (answered: Answered | undefined) => (answered === 'let in' ? 'yes' : (answered ?? '').slice(0, 3));
