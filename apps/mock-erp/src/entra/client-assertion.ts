import { createHash, X509Certificate } from 'node:crypto';
import { decodeProtectedHeader, jwtVerify } from 'jose';

/** The certificates that were uploaded for apps, by client id. */
export interface ClientCertificates {
  /** Uploads a certificate (PEM) for the app, as one does in the Entra admin center. Throws if it is no certificate. */
  register(clientId: string, certificate: string): void;
  /** Whether the assertion is signed by a certificate of the app, for this token endpoint, and not expired. */
  accepts(assertion: string, clientId: string, audiences: readonly string[]): Promise<boolean>;
  clear(): void;
}

/** Clients round the time, so an assertion may be from the near future. @source msal-node 5.6, seen 2026-11 */
const SIGNATURE = { algorithms: ['RS256', 'PS256'], clockTolerance: 300 };

/** The only value `client_assertion_type` may have. @source dynamics.md §3.1, 2026-11 */
export const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/**
 * No certificates yet. An assertion's times are judged by real time and not by the sandbox's clock, because the client
 * that made it knows no other.
 */
export function createClientCertificates(): ClientCertificates {
  const byClient = new Map<string, X509Certificate[]>();
  return {
    register(clientId, certificate) {
      byClient.set(clientId, [...(byClient.get(clientId) ?? []), new X509Certificate(certificate)]);
    },
    async accepts(assertion, clientId, audiences) {
      const certificate = (byClient.get(clientId) ?? []).find((it) => isNamedIn(assertion, it));
      if (certificate === undefined) return false;
      const expected = { issuer: clientId, subject: clientId, audience: [...audiences] };
      return jwtVerify(assertion, certificate.publicKey, { ...expected, ...SIGNATURE }).then(
        () => true,
        () => false,
      );
    },
    clear: () => byClient.clear(),
  };
}

/** The header names the certificate by its thumbprint, in either of two ways. */
function isNamedIn(assertion: string, certificate: X509Certificate): boolean {
  const thumbprint = (hash: string) => createHash(hash).update(certificate.raw).digest('base64url');
  try {
    const header = decodeProtectedHeader(assertion);
    return header['x5t#S256'] === thumbprint('sha256') || header['x5t'] === thumbprint('sha1');
  } catch {
    return false;
  }
}
