import { retentionYears } from './cli-environment.ts';
import { type AddCommands, answer, type CommonOptions, withJson } from './context.ts';
import { asOwner } from './databases.ts';
import { CliError, exitCodes } from './exit-codes.ts';

interface EraseOptions extends CommonOptions {
  readonly organization: string;
  readonly record: string;
  readonly reason: string;
  readonly actor: string;
}

interface RetentionOptions extends CommonOptions {
  readonly years?: string;
}

const erase = 'select bilag.erase_texts($1, $2::uuid, $3::timestamptz, $4, $5)::text as payloads';

/** `bilag texts`: takes personal data out of the audit log, whose seals go on verifying. */
export const addTexts: AddCommands = (program, context) => {
  const texts = program.command('texts').description('what was sent and answered, which may hold personal data');
  withJson(texts.command('erase'))
    .description('erase those of one record, as the owner; an entry of the log says who did it and why')
    .requiredOption('--organization <id>', 'whose')
    .requiredOption('--record <id>', 'the record')
    .requiredOption('--reason <text>', 'why, for the audit log')
    .option('--actor <name>', 'who, for the audit log', 'cli')
    .action(async (options: EraseOptions) => {
      const { organization, record, reason, actor } = options;
      if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(record)) {
        throw new CliError(exitCodes.usage, 'USAGE', '--record takes the id of a record.');
      }
      const payloads = await asOwner(context, async (client) => {
        const known = 'select from bilag.expense_records where organization_id = $1 and record_id = $2';
        if ((await client.query(known, [organization, record])).rowCount === 0) {
          throw new CliError(exitCodes.refused, 'RECORD_NOT_FOUND', 'There is no such record in this organization.');
        }
        const values = [organization, record, null, actor, reason];
        return (await client.query<{ payloads: string }>(erase, values).catch(throwUnfinished)).rows[0]?.payloads;
      });
      const lines = [`Erased; ${payloads} payloads are gone. Their hashes stay.`];
      answer(context, options, { organizationId: organization, recordId: record, payloads: Number(payloads) }, lines);
    });
  withJson(texts.command('retain'))
    .description('erase those of all organizations whose time is over, as the owner; run it once a day')
    .option(
      '--years <number>',
      'full calendar years to keep after the one they are of; BILAG_PAYLOAD_RETENTION, else 5',
    )
    .action(async (options: RetentionOptions) => {
      const years = options.years === undefined ? retentionYears(context.environment) : yearsOf(options.years);
      const before = `${new Date().getUTCFullYear() - years}-01-01T00:00:00+01:00`;
      const done = await asOwner(context, async (client) => {
        const { rows } = await client.query<{ id: string }>(
          'select organization_id as id from bilag.organizations order by 1',
        );
        const each: { organizationId: string; payloads: number }[] = [];
        for (const { id } of rows) {
          const values = [id, null, before, 'retention', `Kept for ${years} years`];
          const [erased] = (await client.query<{ payloads: string }>(erase, values)).rows;
          each.push({ organizationId: id, payloads: Number(erased?.payloads) });
        }
        return each;
      });
      const lines = done.map(
        (it) => `${it.organizationId}: ${it.payloads} payloads of before ${before.slice(0, 10)} erased.`,
      );
      answer(context, options, { before, organizations: done }, lines);
    });
};

function yearsOf(text: string): number {
  if (/^\d{1,2}$/.test(text)) return Number(text);
  throw new CliError(exitCodes.usage, 'USAGE', 'The years of the retention are a whole number from 0 to 99.');
}

function throwUnfinished(error: unknown): never {
  if (!(error instanceof Error && 'code' in error && error.code === 'BL002')) throw error;
  throw new CliError(exitCodes.refused, 'RECORD_NOT_FINISHED', error.message, { cause: error });
}
