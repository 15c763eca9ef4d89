import type { FastifyRequest } from 'fastify';

/** The issuer, by whatever name this machine was called. */
export function issuerOf(request: FastifyRequest): string {
  return `https://${request.headers.host ?? 'localhost'}/openid`;
}

/** The discovery document. @source OpenID Connect Discovery 1.0 §3; RFC 8414 §2; RFC 9207 §3 */
export function discoveryDocument(issuer: string): object {
  return {
    issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    userinfo_endpoint: `${issuer}/userinfo`,
    jwks_uri: `${issuer}/keys`,
    end_session_endpoint: `${issuer}/logout`,
    scopes_supported: ['openid', 'profile'],
    response_types_supported: ['code'],
    response_modes_supported: ['query'],
    grant_types_supported: ['authorization_code'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
    token_endpoint_auth_methods_supported: ['none'],
    code_challenge_methods_supported: ['S256'],
    prompt_values_supported: ['none', 'login', 'select_account'],
    claims_supported: ['iss', 'sub', 'aud', 'exp', 'iat', 'auth_time', 'nonce', 'name', 'role', 'organization_id'],
    authorization_response_iss_parameter_supported: true,
  };
}
