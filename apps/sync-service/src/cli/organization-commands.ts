import { parseCurrency } from '@bilag/core';
import { Value } from 'typebox/value';
import { NewOrganization } from '../http/schemas/organization.ts';
import type { Database } from '../persistence/database.ts';
import { type AddCommands, answer, type CommonOptions, withJson } from './context.ts';
import { asService } from './databases.ts';
import { CliError, exitCodes } from './exit-codes.ts';

interface AddOptions extends CommonOptions {
  readonly name: string;
  readonly currency: string;
  readonly actor: string;
}

/** `bilag organizations` */
export const addOrganizations: AddCommands = (program, context) => {
  const organizations = program.command('organizations').description('the organizations whose books are written');
  withJson(organizations.command('list'))
    .description('list them')
    .action(async (options: CommonOptions) => {
      const all = await asService(context, async (database) => (await repoOf(database)).list());
      const lines = all.map(({ id, name, currency }) => `${id}\t${currency}\t${name}`);
      answer(context, options, { items: all }, lines.length === 0 ? ['There are no organizations yet.'] : lines);
    });
  withJson(organizations.command('add'))
    .description('add one')
    .argument('<id>', 'a–z, 0–9 and hyphens')
    .requiredOption('--name <name>', 'what people call it')
    .option('--currency <code>', 'the currency of its ledger', 'NOK')
    .option('--actor <name>', 'who adds it, for the audit log', 'cli')
    .action(async (id: string, options: AddOptions) => {
      const { name, currency, actor } = options;
      const wanted = { id, name, currency };
      const [wrong] = Value.Errors(NewOrganization, wanted);
      if (wrong !== undefined) {
        const field = wrong.instancePath.slice(1);
        throw new CliError(exitCodes.usage, 'VALIDATION_FAILED', `The ${field} cannot be used: it ${wrong.message}.`);
      }
      const added = await asService(context, async (database) =>
        (await repoOf(database)).create({ id, name, currency: parseCurrency(currency) }, actor),
      );
      answer(context, options, added, [`${added.id} was added.`]);
    });
};

async function repoOf(database: Database) {
  const { createPostgresOrganizationRepo } = await import('../persistence/postgres-organization-repo.ts');
  return createPostgresOrganizationRepo(database);
}
