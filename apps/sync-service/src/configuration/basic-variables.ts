import { absolutePath, database, text } from './forms.ts';
import type { Variables } from './variable.ts';
import { logLevels, serviceRoles } from './words.ts';

const since = '0.1.0';
const rate = { type: 'integer', from: 0, to: 999_999_999, since } as const;

/** The database, and what people and programs reach. */
export const basicVariables = {
  BILAG_DATABASE_URL: {
    ...database,
    meaning:
      'PostgreSQL 15 or later, as the service’s own role: a login that is a member of bilag_app and owns nothing. User and password are percent-encoded, as in every address.',
    needed: 'always (in development BILAG_DATABASE_OWNER_URL alone is enough)',
    example: 'postgres://bilag:change-me@localhost:5432/bilag',
    isSecret: true,
    since,
  },
  BILAG_DATABASE_OWNER_URL: {
    ...database,
    meaning:
      'The same database as owner of the schema. When given, migrations run at the start; without BILAG_DATABASE_URL the service signs in with it and works as bilag_app (for development).',
    example: 'postgres://owner:change-me@localhost:5432/bilag',
    isSecret: true,
    since,
  },
  BILAG_DATABASE_POOL_SIZE: {
    type: 'integer',
    from: 2,
    to: 200,
    otherwise: 10,
    meaning: 'Most connections of each of the two pools (requests, engine) of a process.',
    since,
  },
  BILAG_ROLE: {
    type: 'choice',
    words: serviceRoles,
    otherwise: 'both',
    meaning:
      'What the process does: take requests, send to accounting systems, or both. Any number of each may run on one database.',
    since,
  },
  BILAG_HTTP_HOST: {
    type: 'text',
    form: 'address or name',
    otherwise: '127.0.0.1',
    meaning: 'On which address it listens. The image of the Dockerfile sets 0.0.0.0.',
    since,
  },
  BILAG_HTTP_PORT: {
    type: 'integer',
    from: 0,
    to: 65_535,
    otherwise: 4000,
    meaning: 'On which port it listens.',
    since,
  },
  BILAG_RATE_LIMIT_PER_MINUTE: {
    ...rate,
    otherwise: 6_000,
    meaning:
      'Most requests a minute that each process takes of one caller (the token’s subject); 0 is without end. /livez, /readyz and /metrics are never limited.',
  },
  BILAG_RATE_LIMIT_STRANGERS_PER_MINUTE: {
    ...rate,
    otherwise: 600,
    meaning:
      'The same of one address without a valid token. Behind a reverse proxy all strangers come from its address.',
  },
  BILAG_PUBLIC_URL: {
    type: 'address',
    protocols: ['https:', 'http:'],
    meaning: 'Where people reach this installation, for links in messages. Without it they are paths.',
    example: 'https://bilag.example.org',
    since,
  },
  BILAG_LOG_LEVEL: {
    type: 'choice',
    words: logLevels,
    otherwise: 'info',
    meaning: 'How much is logged: JSON lines on standard output.',
    since,
  },
  BILAG_WITNESS_FILE: {
    ...absolutePath,
    meaning:
      'The file in which a process remembers the database (docs/operations.md), so that a restore is noticed. It must not lie on the disk of the database, and must survive a restart. Without it the log warns at every start in production (NODE_ENV).',
    needed: 'in production',
    example: '/var/lib/bilag/witness.json',
    since,
  },
  BILAG_HEARTBEAT_MS: {
    type: 'integer',
    from: 100,
    to: 60_000,
    otherwise: 5_000,
    meaning: 'How often it looks whether the database was restored or copied, in milliseconds.',
    since,
  },
  BILAG_RELEASE_REST_MS: {
    type: 'integer',
    from: 0,
    to: 86_400_000,
    otherwise: 1_800_000,
    meaning:
      'How long nothing is sent after a release, in milliseconds: the longest settling time of any connected accounting system.',
    since,
  },
  BILAG_PAYLOAD_RETENTION: {
    type: 'integer',
    from: 0,
    to: 99,
    otherwise: 5,
    meaning:
      'For how many full calendar years what was sent and answered is kept. Whoever migrates stores it in the database (at least 5); the service erases by that. «bilag texts retain» reads it itself.',
    since,
  },
} as const satisfies Variables;

/** Who may call, and how people sign in. */
export const signInVariables = {
  BILAG_JWT_ISSUER: {
    ...text,
    meaning: 'Who signs the bearer tokens: the claim «iss». With the console it must be an address with https://.',
    needed: 'always',
    example: 'https://sign-in.example.org',
    since,
  },
  BILAG_JWT_AUDIENCE: {
    ...text,
    meaning: 'For whom the tokens are: the claim «aud».',
    needed: 'always',
    example: 'bilag',
    since,
  },
  BILAG_JWT_SECRET: {
    type: 'text',
    form: 'text of 32 bytes or more',
    accepts: (it: string) => Buffer.byteLength(it) >= 32,
    must: 'must have at least 32 bytes',
    meaning: 'The secret that tokens are signed with by HS256. One that can be guessed is refused in production.',
    needed: 'unless BILAG_JWKS_URL is set',
    isSecret: true,
    since,
  },
  BILAG_JWKS_URL: {
    type: 'address',
    protocols: ['https:'],
    meaning: 'Where the issuer’s public keys are, for tokens signed by RS256 or ES256.',
    needed: 'unless BILAG_JWT_SECRET is set',
    example: 'https://sign-in.example.org/.well-known/jwks.json',
    since,
  },
  BILAG_CONSOLE_FOLDER: {
    ...absolutePath,
    meaning:
      'The built files of the admin console (apps/admin-console/dist; /bilag/console in the image), which is then served under /console.',
    needed: 'with BILAG_CONSOLE_CLIENT_ID',
    example: '/srv/bilag/console',
    since,
  },
  BILAG_CONSOLE_CLIENT_ID: {
    ...text,
    meaning:
      'The id of the console’s registration with the issuer, as a public client for the authorization code flow with PKCE and the redirect addresses …/console/callback and …/console/. The ID token must say the role in a claim «role», the access token what the service asks of every token.',
    needed: 'with BILAG_CONSOLE_FOLDER',
    example: 'bilag-console',
    since,
  },
  BILAG_CONSOLE_SCOPE: {
    type: 'text',
    form: 'words with spaces between them',
    otherwise: 'openid profile',
    accepts: (it: string) => it.split(' ').includes('openid'),
    must: 'must have openid among its words',
    meaning: 'The scope that the console asks for.',
    since,
  },
} as const satisfies Variables;
