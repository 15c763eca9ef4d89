import { readFile } from 'node:fs/promises';
import type { ChainHead, ChainVerification } from '@bilag/core';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { type PublicKeys, publicKeysOf, signingKeyOf } from '../audit/signing-key.ts';
import { verifyChain } from '../audit/verify-chain.ts';
import { createEnvironmentReader } from '../environment.ts';
import { createPostgresChainReader } from '../persistence/postgres-chain-reader.ts';
import { cliCredentialKeys } from './cli-environment.ts';
import { type AddCommands, answer, type CliContext, type CommonOptions, withJson } from './context.ts';
import { asReader } from './databases.ts';
import { CliError, exitCodes } from './exit-codes.ts';

interface VerifyOptions extends CommonOptions {
  readonly organization?: string;
  readonly publicKey?: readonly string[];
  readonly head?: string;
  readonly heads?: string;
}

const Head = Type.Object({ position: Type.Integer({ minimum: 1 }), hash: Type.String({ pattern: '^[0-9a-f]{64}$' }) });
const Heads = Type.Object({
  organizations: Type.Array(Type.Object({ organizationId: Type.String(), head: Type.Union([Head, Type.Null()]) })),
});

/** `bilag audit verify`: needs nothing of the service but its database, read only, and the public key. */
export const addAudit: AddCommands = (program, context) => {
  const audit = program.command('audit').description('the audit log');
  withJson(audit.command('verify'))
    .description('hold the log against its chain of seals, and name the first entry that was altered, removed or added')
    .option('--organization <id>', 'only this one')
    .option('--public-key <key...>', 'what «bilag keys public» printed; else of BILAG_CREDENTIAL_KEY')
    .option('--head <hash@position>', 'a head of this organization that was kept elsewhere')
    .option('--heads <file>', 'the JSON of an earlier verification: no log may have become shorter since')
    .action(async (options: VerifyOptions) => {
      const keys = keysOf(options, context);
      const heads = await headsOf(options);
      const found = await asReader(context, async (client) => {
        const reader = createPostgresChainReader((_organizationId, work) => work(client));
        const { rows } = await client.query<{ id: string }>(
          'select organization_id as id from bilag.organizations where $1::text is null or organization_id = $1 order by 1',
          [options.organization ?? null],
        );
        const ids = rows.map((it) => it.id);
        assertThere(ids, options);
        const all: ChainVerification[] = [];
        for (const id of new Set([...ids, ...heads.keys()])) {
          const head = heads.get(id);
          all.push((await verifyChain(reader, id, { keys, ...(head && { head }) })).found);
        }
        return all;
      });
      const verified = found.every((it) => it.verified);
      answer(context, options, { verified, organizations: found }, found.flatMap(linesOf));
      if (!verified) context.endWith(exitCodes.found);
    });
};

function assertThere(ids: readonly string[], { organization }: VerifyOptions): void {
  if (organization === undefined || ids.length > 0) return;
  throw new CliError(exitCodes.refused, 'UNKNOWN_ORGANIZATION', `There is no organization «${organization}».`);
}

function keysOf({ publicKey }: VerifyOptions, { environment }: CliContext): PublicKeys {
  try {
    if (publicKey !== undefined) return publicKeysOf(publicKey);
    const given = createEnvironmentReader(environment).list('BILAG_AUDIT_FORMER_KEYS');
    const { credentialKey, formerCredentialKeys } = cliCredentialKeys(environment);
    if (credentialKey === undefined) {
      throw usage(
        'With a key vault the public key lies in the database: give one that was kept elsewhere with --public-key (bilag keys public).',
      );
    }
    return publicKeysOf([credentialKey, ...formerCredentialKeys].map((it) => signingKeyOf(it).publicKey).concat(given));
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new CliError(exitCodes.usage, 'PUBLIC_KEY_INVALID', error.message);
  }
}

async function headsOf({ head, heads, organization }: VerifyOptions): Promise<ReadonlyMap<string, ChainHead>> {
  const kept = heads === undefined ? [] : await headsIn(heads);
  const wanted = kept.filter(([id]) => organization === undefined || id === organization);
  if (head === undefined) return new Map(wanted);
  if (organization === undefined) throw usage('--head is of one organization: name it with --organization.');
  const [, hash, position] = /^([0-9a-f]{64})@([1-9]\d{0,14})$/.exec(head) ?? [];
  if (hash === undefined)
    throw usage('--head takes the hash and the position of a head: <64 hexadecimal digits>@<number>.');
  return new Map([...wanted, [organization, { hash, position: Number(position) }]]);
}

async function headsIn(file: string): Promise<readonly (readonly [string, ChainHead])[]> {
  const kept = await readFile(file, 'utf8').then(parsed, () => undefined);
  if (!Value.Check(Heads, kept)) throw usage(`${file} is not the JSON of an earlier «bilag audit verify --json».`);
  return kept.organizations.flatMap(({ organizationId, head }) =>
    head === null ? [] : [[organizationId, head] as const],
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const usage = (message: string) => new CliError(exitCodes.usage, 'USAGE', message);

function linesOf(found: ChainVerification): string[] {
  const { organizationId, sealedThrough, unsealed, head, sealedAt, fault } = found;
  const waiting = unsealed === 0 ? '' : `, ${unsealed} not sealed yet`;
  if (fault !== null) {
    return [
      `${organizationId}: NOT VERIFIED. ${fault.message}`,
      `  In order before it: ${sealedThrough} entries${waiting}.`,
    ];
  }
  if (head === null) return [`${organizationId}: verified, with nothing sealed${waiting}.`];
  return [
    `${organizationId}: verified. ${sealedThrough} entries, sealed until ${sealedAt?.toISOString()}${waiting}.`,
    `  Head: ${head.hash}@${head.position}`,
  ];
}
