import type { KeyWork } from '../compose-keys.ts';
import { cliCredentialKeys } from './cli-environment.ts';
import type { CliContext } from './context.ts';
import { asService } from './databases.ts';
import { CliError, exitCodes } from './exit-codes.ts';

/** Works with the keys of this installation on its database. @throws {CliError} that says what is in the way of using a key vault. */
export async function withKeys<T>(
  context: CliContext,
  work: (keys: KeyWork, context: CliContext) => Promise<T>,
): Promise<T> {
  const keys = cliCredentialKeys(context.environment);
  const { keyWork } = await import('../compose-keys.ts');
  const { VaultTrouble } = await import('../secrets/vault/vault-trouble.ts');
  try {
    return await asService(context, async (database) => {
      const opened = keyWork(keys, database);
      try {
        return await work(opened, context);
      } finally {
        await opened.close();
      }
    });
  } catch (cause) {
    if (!(cause instanceof VaultTrouble)) throw cause;
    const message = `The key vault ${cause.message} What is done stays done: run it again.`;
    throw new CliError(exitCodes.unavailable, cause.code, message, { cause });
  }
}
