import { signingKeyOf } from '../audit/signing-key.ts';
import type { KeyWork } from '../compose-keys.ts';
import { cliCredentialKeys } from './cli-environment.ts';
import { type AddCommands, answer, type CliContext, type CommonOptions, withJson } from './context.ts';
import { countOf } from './count-option.ts';
import { CliError, exitCodes } from './exit-codes.ts';
import { withKeys } from './key-work.ts';

interface RotateOptions extends CommonOptions {
  readonly batch: string;
  readonly actor: string;
}

interface AdoptOptions extends CommonOptions {
  readonly reason: string;
  readonly actor: string;
}

/** `bilag keys status`, `rotate` and `adopt`: the key that seals the stored secrets. */
export const addKeyRotation: AddCommands = (program, context) => {
  const keys = program.commands.find((it) => it.name() === 'keys') ?? program.command('keys');
  withJson(keys.command('status'))
    .description('how many secrets are sealed with which key')
    .action(async (options: CommonOptions) => {
      const status = await withKeys(context, statusOf);
      answer(context, options, status, linesOf(status));
      if (status.sealedWith.some((it) => it.known === false)) context.endWith(exitCodes.found);
    });
  withJson(keys.command('rotate'))
    .description(
      'seal everything with BILAG_CREDENTIAL_KEY, or the newest version of BILAG_KEY_VAULT_KEY; needs the former key among BILAG_CREDENTIAL_FORMER_KEYS or BILAG_KEY_VAULT_FORMER_KEYS',
    )
    .option('--batch <number>', 'organizations in one transaction', '50')
    .option('--actor <name>', 'who, for the audit log', 'cli')
    .action(async (options: RotateOptions) => {
      const batch = countOf('--batch', options.batch);
      const { rotateKeys } = await import('../secrets/rotate-keys.ts');
      const done = await withKeys(context, async (work) => {
        await work.assertFits();
        return await rotateKeys(work, { batch, actor: options.actor }).catch(throwBusy);
      });
      const unreadable = done.unreadable.map(
        (it) => `${it.organizationId}: ${it.kind} cannot be opened; set it again.`,
      );
      const end = done.done ? 'No known former key is needed any more.' : 'Others went on sealing: run it again.';
      answer(context, options, done, [`${done.resealed} secrets were sealed with ${done.keyId}.`, ...unreadable, end]);
      if (!done.done) context.endWith(exitCodes.later);
      else if (unreadable.length > 0) context.endWith(exitCodes.found);
    });
  withJson(keys.command('adopt'))
    .description(
      'the former key is lost: take BILAG_CREDENTIAL_KEY or BILAG_KEY_VAULT_KEY all the same; what the lost one sealed has to be set again',
    )
    .requiredOption('--reason <text>', 'why, for the audit log')
    .option('--actor <name>', 'who, for the audit log', 'cli')
    .action(async (options: AdoptOptions) => {
      const { reason, actor } = options;
      const { checkValue } = await import('../secrets/key-check.ts');
      const keyId = await withKeys(context, async ({ ring, store }) => {
        const next = await checkValue(ring);
        const taken = String(next['keyId']);
        await store.adopt(next, { keyId: taken, actor, reason });
        return taken;
      });
      answer(context, options, { keyId, adopted: true }, [`${keyId} is the key of this database now.`]);
    });
};

interface KeyStatus {
  readonly current: string;
  /** `auditKey` verifies the seals of the audit log that were made with the key; null for a version in a key vault that does not make them. */
  readonly knownKeys: readonly { readonly keyId: string; readonly auditKey: string | null }[];
  /** `known` is null for a secret of an earlier release, which does not say by which key. */
  readonly sealedWith: readonly {
    readonly keyId: string;
    readonly known: boolean | null;
    readonly kind: string;
    readonly count: number;
  }[];
  /** The key that a start needs, or null before the first start. */
  readonly startNeeds: string | null;
}

async function statusOf({ ring, store, audit }: KeyWork, { environment }: CliContext): Promise<KeyStatus> {
  const { credentialKey, formerCredentialKeys } = cliCredentialKeys(environment);
  const { keyIdOf } = await import('../secrets/local-keys.ts');
  const held = credentialKey === undefined ? formerCredentialKeys : [credentialKey, ...formerCredentialKeys];
  const local = held.map((it) => ({ keyId: keyIdOf(it), auditKey: signingKeyOf(it).publicKey }));
  const current = (await ring.current()).id;
  const counts = await store.counts();
  const check = await store.check();
  const startNeeds = check === undefined ? null : String(check['keyId']);
  const inVault = new Set([...(credentialKey === undefined ? [current] : []), ...counts.map((it) => it.keyId)]);
  const versions = [...inVault].filter((id) => ring.find(id) !== undefined && !local.some((it) => it.keyId === id));
  const signing = startNeeds !== null && credentialKey === undefined ? (await audit.signing()).publicKey : null;
  const isKnown = (id: string) => (id === 'default' ? null : ring.find(id) !== undefined);
  return {
    current,
    knownKeys: [...versions.map((keyId) => ({ keyId, auditKey: keyId === startNeeds ? signing : null })), ...local],
    sealedWith: counts.map(({ keyId, kind, count }) => ({ keyId, known: isKnown(keyId), kind, count })),
    startNeeds,
  };
}

function linesOf({ current, knownKeys, sealedWith, startNeeds }: KeyStatus): string[] {
  const say = (keyId: string, known: boolean | null) => {
    if (keyId === current) return ' (current)';
    return known === false ? ' (NOT KNOWN)' : known === null ? ' (of an earlier release)' : ' (former)';
  };
  return [
    ...knownKeys.map(({ keyId, auditKey }) => {
      const seals = auditKey === null ? '' : `, seals of the audit log: ${auditKey}`;
      return `Known: ${keyId}${say(keyId, true)}${seals}`;
    }),
    ...sealedWith.map((it) => `${it.count} ${it.kind}: ${it.keyId}${say(it.keyId, it.known)}`),
    startNeeds === null ? 'Nothing was started on this database yet.' : `A start needs ${startNeeds}.`,
  ];
}

/** What was done before stays done. */
function throwBusy(error: unknown): never {
  const isBusy = error instanceof Error && 'code' in error && (error.code === '55P03' || error.code === '40P01');
  if (!isBusy) throw error;
  const message = 'An organization was busy. What is done stays done: run it again.';
  throw new CliError(exitCodes.later, 'ORGANIZATION_BUSY', message, { cause: error });
}
