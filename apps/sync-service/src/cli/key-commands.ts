import { signingKeyOf } from '../audit/signing-key.ts';
import { credentialKey } from './cli-environment.ts';
import { type AddCommands, answer, type CommonOptions, withJson } from './context.ts';

/** `bilag keys` */
export const addKeys: AddCommands = (program, context) => {
  const keys = program.command('keys').description('the keys of this installation');
  withJson(keys.command('public'))
    .description('print the public key that verifies the seals of the audit log (of BILAG_CREDENTIAL_KEY)')
    .action((options: CommonOptions) => {
      const { keyId, publicKey } = signingKeyOf(credentialKey(context.environment));
      answer(context, options, { keyId, publicKey }, [publicKey]);
    });
};
