import { ownerUrl } from './cli-environment.ts';
import { type AddCommands, answer, type CommonOptions, withJson } from './context.ts';

/** `bilag migrate` */
export const addMigrate: AddCommands = (program, context) => {
  withJson(program.command('migrate'))
    .description('bring the schema up to date, as the owner (BILAG_DATABASE_OWNER_URL)')
    .action(async (options: CommonOptions) => {
      const url = ownerUrl(context.environment);
      const { migrate } = await import('../persistence/migrate.ts');
      await migrate(url);
      answer(context, options, { migrated: true }, ['The schema is up to date.']);
    });
};
