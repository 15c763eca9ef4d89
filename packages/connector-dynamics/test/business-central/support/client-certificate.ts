import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';

/** A certificate and its private key, made for one test. */
export interface ClientCertificate {
  readonly certificate: string;
  /** Certificate and key in one text, as an administrator enters them. */
  readonly withKey: string;
}

/** A self-signed RSA certificate, as one uploads for an app registration; valid for the years 2020 to 2049. */
export function makeClientCertificate(): ClientCertificate {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const algorithm = sequence(objectId('2a864886f70d01010b'), Buffer.from([0x05, 0x00]));
  const name = sequence(tagged(0x31, sequence(objectId('550403'), tagged(0x0c, Buffer.from('Bilag test')))));
  const validity = sequence(tagged(0x17, Buffer.from('200101000000Z')), tagged(0x17, Buffer.from('491231235959Z')));
  const serial = tagged(0x02, Buffer.concat([Buffer.from([0x01]), randomBytes(8)]));
  const toBeSigned = sequence(
    tagged(0xa0, tagged(0x02, Buffer.from([0x02]))),
    serial,
    algorithm,
    name,
    validity,
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
  );
  const signature = Buffer.concat([Buffer.from([0x00]), sign('sha256', toBeSigned, privateKey)]);
  const der = sequence(toBeSigned, algorithm, tagged(0x03, signature));
  const body = der.toString('base64').replaceAll(/(.{64})/g, '$1\n');
  const certificate = `-----BEGIN CERTIFICATE-----\n${body}\n-----END CERTIFICATE-----\n`;
  return { certificate, withKey: certificate + privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() };
}

const sequence = (...parts: readonly Buffer[]) => tagged(0x30, Buffer.concat(parts));
const objectId = (hex: string) => tagged(0x06, Buffer.from(hex, 'hex'));

/** One element of DER: tag, length, content. */
function tagged(tag: number, content: Buffer): Buffer {
  const { length } = content;
  const lengthBytes = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...lengthBytes]), content]);
}
