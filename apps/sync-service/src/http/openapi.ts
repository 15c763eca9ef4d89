import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { Api } from './api.ts';
import { errorsPage } from './errors-page.ts';
import { languageOf } from './language.ts';
import { mapDiscriminators } from './openapi-discriminators.ts';
import { describeHeaders } from './openapi-headers.ts';
import { webhooks } from './openapi-webhooks.ts';

/** The pages under this prefix are for everybody. */
export const docsPrefix = '/docs';

/** Strict, and enough for the page: everything comes from the service itself. Its icons are data URLs, its widths inline styles. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const bearer = {
  type: 'http',
  scheme: 'bearer',
  bearerFormat: 'JWT',
  description:
    'A JWT of the issuer and for the audience that the operator has named. Claims: `iss`, `aud`, `sub` (who it is, at most 200 characters), `role` (`service`, `org_admin` or ' +
    '`global_admin`), `organization_id` (the organization that an `org_admin` or a `service` acts for), `organization_ids` (those of a `service` that acts for many, at most 1,000), ' +
    '`iat` and `exp` (at most one hour later).',
} as const;

/** The OpenAPI document at `/openapi.json`, made from the schemas that validate, and a page to try it at `/docs`. */
export async function describeApi(api: Api): Promise<void> {
  await api.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Bilag',
        version: '0.1.0',
        summary: 'Books approved expenses exactly once in the organization’s own accounting system.',
        description:
          'Amounts are decimal strings. Every error is `application/problem+json` with a stable `code` and a `remedy`. Lists are read page by page with `cursor`.',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      servers: [{ url: '/' }],
      components: { securitySchemes: { bearer } },
      webhooks,
      security: [{ bearer: [] }],
      tags: [
        { name: 'approvals', description: 'Approved expenses come in.' },
        { name: 'records', description: 'What became of them.' },
        { name: 'organizations', description: 'Whose books are written.' },
        { name: 'integration', description: 'How an organization is connected, and its field mapping.' },
        { name: 'reconciliation', description: 'A month of Bilag’s books, held against the ledger.' },
        { name: 'syncs', description: 'Syncs by hand and on schedule, and where they stand.' },
        { name: 'alerts', description: 'What people should know, and who is told.' },
        { name: 'webhooks', description: 'Telling other services what becomes of records.' },
        { name: 'instance', description: 'This installation: whether it sends.' },
        { name: 'health', description: 'For whoever operates the service.' },
      ],
    },
    convertConstToEnum: false,
    transformObject: (given) => describeHeaders(mapDiscriminators(given)),
    refResolver: {
      buildLocalReference: ({ $id }, _base, _fragment, index) => (typeof $id === 'string' ? $id : `def-${index}`),
    },
  });
  await api.register(swaggerUi, {
    routePrefix: docsPrefix,
    theme: { title: 'Bilag API' },
    staticCSP: contentSecurityPolicy,
    // Without the bar on top, in which another document's address could be put.
    uiConfig: { layout: 'BaseLayout', tryItOutEnabled: true, persistAuthorization: false, validatorUrl: null },
  });
}

/** The document itself, and the list of errors that problems point to. */
export function documentRoutes(api: Api): void {
  api.get('/openapi.json', { config: { access: 'public' }, schema: { hide: true } }, () => api.swagger());
  api.get(`${docsPrefix}/errors`, { config: { access: 'public' }, schema: { hide: true } }, (request, reply) => {
    const language = languageOf(request.headers);
    return reply
      .type('text/html; charset=utf-8')
      .header('content-security-policy', "default-src 'none'")
      .header('content-language', language)
      .header('vary', 'accept-language')
      .send(errorsPage(language));
  });
}
