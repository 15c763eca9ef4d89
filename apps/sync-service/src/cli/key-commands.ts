import { signingKeyOf } from '../audit/signing-key.ts';
import { cliCredentialKeys } from './cli-environment.ts';
import { type AddCommands, answer, type CliContext, type CommonOptions, withJson } from './context.ts';
import { withKeys } from './key-work.ts';

/** `bilag keys` */
export const addKeys: AddCommands = (program, context) => {
  const keys = program.command('keys').description('the keys of this installation');
  withJson(keys.command('public'))
    .description(
      'print the public key that verifies the seals of the audit log (of BILAG_CREDENTIAL_KEY; with a key vault it lies in the database)',
    )
    .action(async (options: CommonOptions) => {
      const { keyId, publicKey } = await publicKeyIn(context);
      answer(context, options, { keyId, publicKey }, [publicKey]);
    });
};

/** A key of this process says it by itself. */
async function publicKeyIn(context: CliContext) {
  const { credentialKey } = cliCredentialKeys(context.environment);
  return credentialKey === undefined
    ? await withKeys(context, ({ audit }) => audit.signing())
    : signingKeyOf(credentialKey);
}
