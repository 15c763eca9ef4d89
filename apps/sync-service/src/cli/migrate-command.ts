import type { Environment } from '../environment.ts';
import { givenRetentionYears, ownerUrl } from './cli-environment.ts';
import { type AddCommands, answer, type CommonOptions, withJson } from './context.ts';
import { countOf } from './count-option.ts';
import { CliError, exitCodes } from './exit-codes.ts';

interface MigrateOptions extends CommonOptions {
  readonly tries?: string;
}

/** `bilag migrate` */
export const addMigrate: AddCommands = (program, context) => {
  withJson(program.command('migrate'))
    .description('bring the schema up to date, as the owner (BILAG_DATABASE_OWNER_URL)')
    .option(
      '--tries <number>',
      'how often a change asks for a lock of 2 seconds before it is given up; 8 when left out',
    )
    .action(async (options: MigrateOptions) => {
      const url = ownerUrl(context.environment);
      const { migrate, MigrationBlockedError, usualTries } = await import('../persistence/migrate.ts');
      const tries = options.tries === undefined ? usualTries : countOf('--tries', options.tries);
      const onBlocked = (migration: string, tryNumber: number) =>
        void process.stderr.write(`${migration} gave way to another session (try ${tryNumber} of ${tries}).\n`);
      try {
        await migrate(url, { tries, onBlocked });
        await storeRetention(url, context.environment);
      } catch (error) {
        if (!(error instanceof MigrationBlockedError)) throw error;
        throw new CliError(exitCodes.later, 'MIGRATION_BLOCKED', error.message, { cause: error });
      }
      answer(context, options, { migrated: true }, ['The schema is up to date.']);
    });
};

/** For how long texts are kept is the owner’s to say, and nobody else’s. */
async function storeRetention(url: string, environment: Environment): Promise<void> {
  const years = givenRetentionYears(environment);
  if (years === undefined) return;
  const { keepTextsFor } = await import('../persistence/postgres-text-retention.ts');
  await keepTextsFor(url, years);
}
