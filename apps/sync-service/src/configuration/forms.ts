import path from 'node:path';
import { validate as isCronExpression } from 'node-cron';

/** An absolute path. */
export const absolutePath = {
  type: 'text',
  form: 'absolute path',
  accepts: (text: string) => path.isAbsolute(text),
  must: 'must be an absolute path',
} as const;

/** A cron expression or `off`. */
export function schedule<const T extends string>(otherwise: T) {
  return {
    type: 'text',
    form: 'cron expression, or off',
    otherwise,
    accepts: (text: string) => text === 'off' || isCronExpression(text),
    must: `must be a cron expression such as ${otherwise}, or off`,
  } as const;
}

/** Names of hosts. Whole names in lower case, as an address has them once it is parsed; an address as numbers is no name. */
export const hostNames = {
  type: 'list',
  of: 'names of hosts',
  accepts: (text: string) => /^([*][.])?([a-z0-9-]+[.])+[a-z][a-z0-9-]*$/.test(text),
  must: 'must be names of hosts such as files.example.com, with commas between them',
} as const;

/** Any text. */
export const text = { type: 'text', form: 'text' } as const;

/** The address of a PostgreSQL database. */
export const database = { type: 'address', protocols: ['postgres:', 'postgresql:'] } as const;
