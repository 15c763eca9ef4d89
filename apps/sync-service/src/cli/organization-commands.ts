import { parseCurrency } from '@bilag/core';
import type { TSchema } from 'typebox';
import { Value } from 'typebox/value';
import { NewOrganization, OrganizationName } from '../http/schemas/organization.ts';
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
      assertFits(NewOrganization, { id, name, currency });
      const added = await asService(context, async (database) =>
        (await repoOf(database)).create({ id, name, currency: parseCurrency(currency) }, actor),
      );
      answer(context, options, added, [`${added.id} was added.`]);
    });
  withJson(organizations.command('rename'))
    .description('give one another name')
    .argument('<id>', 'which one')
    .requiredOption('--name <name>', 'what people call it from now on')
    .option('--actor <name>', 'who does it, for the audit log', 'cli')
    .action(async (id: string, options: Omit<AddOptions, 'currency'>) => {
      const { name, actor } = options;
      assertFits(OrganizationName, { name });
      const renamed = await asService(context, async (database) => (await repoOf(database)).rename(id, name, actor));
      if (renamed === undefined) {
        throw new CliError(exitCodes.refused, 'UNKNOWN_ORGANIZATION', `There is no organization «${id}».`);
      }
      answer(context, options, renamed, [`${renamed.id} is called ${renamed.name}.`]);
    });
};

function assertFits(schema: TSchema, wanted: object): void {
  const [wrong] = Value.Errors(schema, wanted);
  if (wrong === undefined) return;
  const field = wrong.instancePath.slice(1);
  throw new CliError(exitCodes.usage, 'VALIDATION_FAILED', `The ${field} cannot be used: it ${wrong.message}.`);
}

async function repoOf(database: Database) {
  const { createPostgresOrganizationRepo } = await import('../persistence/postgres-organization-repo.ts');
  return createPostgresOrganizationRepo(database);
}
