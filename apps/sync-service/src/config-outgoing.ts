import { readFileSync } from 'node:fs';
import type { EnvironmentReader } from './environment.ts';

/** Whom calls to the outside trust, and whether they may stay on this machine. */
export interface OutgoingHost {
  readonly allowLoopback: boolean;
  readonly extraCaCertificates: readonly string[];
}

/** Reads it from the environment. */
export function outgoingHost(read: EnvironmentReader): OutgoingHost {
  return {
    allowLoopback: read.flag('BILAG_ALLOW_LOOPBACK'),
    extraCaCertificates: certificatesOf(read.text('BILAG_EXTRA_CA'), (why) => read.problem('BILAG_EXTRA_CA', why)),
  };
}

/** PEM text itself, or the path of a file that holds it. */
function certificatesOf(text: string | undefined, complain: (why: string) => void): readonly string[] {
  if (text === undefined) return [];
  if (text.includes('-----BEGIN CERTIFICATE-----')) return [text];
  try {
    return [readFileSync(text, 'utf8')];
  } catch {
    complain('is neither a certificate in PEM nor a file that can be read');
    return [];
  }
}
