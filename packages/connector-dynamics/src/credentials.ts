import { createPrivateKey, X509Certificate } from 'node:crypto';
import type { JsonSchema } from '@bilag/core';
import { formOf } from './config-form.ts';

/** How the connector proves who it is: with a secret, or with a certificate and its private key as PEM. */
export type DynamicsCredentials =
  | { readonly clientId: string; readonly clientSecret: string }
  | { readonly clientId: string; readonly certificate: string };

const patterns = {
  guid: '^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$',
  secret: '^\\S+$',
  certificate: '-----BEGIN CERTIFICATE-----[\\s\\S]+-----END CERTIFICATE-----',
} as const;

const credentials = {
  clientId: { type: 'string', pattern: patterns.guid, title: 'Application (client) id' },
  clientSecret: {
    type: 'string',
    pattern: patterns.secret,
    writeOnly: true,
    title: 'Client secret (its value, not its id)',
  },
  certificate: {
    type: 'string',
    pattern: patterns.certificate,
    writeOnly: true,
    title: 'Certificate',
    description: 'In place of a secret: the certificate and its unencrypted private key, as PEM.',
  },
} as const;

/** The form of the credentials: an app registration with a client secret, or with a certificate in its place. */
export const credentialsSchema: JsonSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'App registration in Microsoft Entra',
  type: 'object',
  additionalProperties: false,
  required: ['clientId'],
  oneOf: [{ required: ['clientSecret'] }, { required: ['certificate'] }],
  properties: credentials,
};

/** @throws {SyncError} `INVALID_CREDENTIALS_FORM`, naming the field and never the value. */
export function parseCredentials(value: unknown): DynamicsCredentials {
  const form = formOf(value, 'INVALID_CREDENTIALS_FORM', Object.keys(credentials));
  const clientId = form.text('clientId', patterns.guid);
  const hasSecret = form.values['clientSecret'] !== undefined;
  if (hasSecret === (form.values['certificate'] !== undefined)) {
    throw form.invalid('clientSecret', 'or «certificate» must be given, and not both');
  }
  if (hasSecret) return { clientId, clientSecret: form.text('clientSecret', patterns.secret) };
  const certificate = form.text('certificate', patterns.certificate);
  if (!isKeyPair(certificate)) throw form.invalid('certificate', 'must hold a certificate and its private key as PEM');
  return { clientId, certificate };
}

/** The sign-in library would notice only while signing in, and not say what is wrong. */
function isKeyPair(pem: string): boolean {
  try {
    return new X509Certificate(pem).checkPrivateKey(createPrivateKey(pem));
  } catch {
    return false;
  }
}
