import { generate } from 'selfsigned';

/** A key and its self-signed certificate, both PEM. */
export interface Certificate {
  readonly key: string;
  /** Serves as `ca` too, for clients that are to trust it. */
  readonly certificate: string;
}

const DAY_MS = 86_400_000;

/** Makes a certificate for this machine only (127.0.0.1, ::1, localhost), valid from yesterday for two years. */
export async function createCertificate(): Promise<Certificate> {
  const yesterday = new Date(Date.now() - DAY_MS);
  const made = await generate([{ name: 'commonName', value: 'Bilag mock ERP' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notBeforeDate: yesterday,
    notAfterDate: new Date(yesterday.getTime() + 2 * 365 * DAY_MS),
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, digitalSignature: true, keyEncipherment: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          { type: 7, ip: '127.0.0.1' },
          { type: 7, ip: '::1' },
        ],
      },
    ],
  });
  return { key: made.private, certificate: made.cert };
}

/** Makes a certificate with which an app may sign in instead of with a secret: RSA, self-signed, valid for two years. */
export async function createClientCertificate(): Promise<Certificate> {
  const yesterday = new Date(Date.now() - DAY_MS);
  const made = await generate([{ name: 'commonName', value: 'Bilag app' }], {
    keyType: 'rsa',
    keySize: 2048,
    algorithm: 'sha256',
    notBeforeDate: yesterday,
    notAfterDate: new Date(yesterday.getTime() + 2 * 365 * DAY_MS),
  });
  return { key: made.private, certificate: made.cert };
}
