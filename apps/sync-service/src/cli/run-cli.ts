import { SyncError } from '@bilag/core';
import { Command, CommanderError } from 'commander';
import { ConfigError, type Environment } from '../environment.ts';
import { asUnavailable, DatabaseUnavailable } from '../persistence/database-unavailable.ts';
import type { CliContext } from './context.ts';
import { CliError, type ExitCode, exitCodes } from './exit-codes.ts';
import { addKeys } from './key-commands.ts';
import { addKeyRotation } from './key-rotation-commands.ts';
import { addMigrate } from './migrate-command.ts';
import { addOrganizations } from './organization-commands.ts';
import { addOutbox } from './outbox-command.ts';
import { addReconcile } from './reconcile-command.ts';
import { addTexts } from './texts-commands.ts';
import { addAudit } from './verify-command.ts';

const commands = [addMigrate, addOrganizations, addAudit, addReconcile, addOutbox, addKeys, addKeyRotation, addTexts];

/** Runs one command. @returns the status that the process ends with. */
export async function runCli(words: readonly string[], environment: Environment): Promise<number> {
  let status: number = exitCodes.done;
  const context: CliContext = {
    environment,
    print: (line) => void process.stdout.write(`${line}\n`),
    endWith: (code) => {
      status = code;
    },
  };
  const program = new Command('bilag')
    .description('Runs Bilag from a terminal. Settings are those of the service, from environment variables.')
    .exitOverride();
  for (const add of commands) add(program, context);
  try {
    await program.parseAsync([...words], { from: 'user' });
    return status;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
    const { exitCode, code, message } = explained(error);
    const said = words.includes('--json') ? JSON.stringify({ error: { code, message } }) : message;
    process.stderr.write(`${said}\n`);
    return exitCode;
  }
}

function explained(error: unknown): { readonly exitCode: ExitCode; readonly code: string; readonly message: string } {
  if (error instanceof CliError) return error;
  if (error instanceof ConfigError) {
    return { exitCode: exitCodes.configuration, code: 'CONFIGURATION', message: error.message };
  }
  if (error instanceof SyncError) return { exitCode: exitCodes.refused, code: error.code, message: error.message };
  const sqlState = error instanceof Error && 'code' in error ? String(error.code) : '';
  const away = asUnavailable(error);
  if (away instanceof DatabaseUnavailable) {
    return { exitCode: exitCodes.unavailable, code: 'DATABASE_UNAVAILABLE', message: away.message };
  }
  if (sqlState === '42P01' || sqlState === '3F000') {
    return {
      exitCode: exitCodes.unavailable,
      code: 'SCHEMA_MISSING',
      message: 'The database has no current schema: run «bilag migrate».',
    };
  }
  if (sqlState === '42501') {
    return {
      exitCode: exitCodes.unavailable,
      code: 'NOT_ALLOWED',
      message: 'The login of the database may not do this; see docs/cli.md.',
    };
  }
  // The address of a database, which holds a password, may be in anything else: only its kind is told.
  const name = error instanceof Error ? error.name : typeof error;
  return { exitCode: exitCodes.fault, code: 'FAULT', message: `This is a fault of Bilag (${name} ${sqlState}).` };
}
