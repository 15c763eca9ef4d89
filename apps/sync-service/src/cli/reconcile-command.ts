import { setTimeout as pause } from 'node:timers/promises';
import { parseLedgerMonth, type StoredReconciliation } from '@bilag/core';
import { reconciliationView } from '../http/reconciliation-view.ts';
import { type AddCommands, answer, type CommonOptions, withJson } from './context.ts';
import { asService } from './databases.ts';
import { CliError, exitCodes } from './exit-codes.ts';

interface ReconcileOptions extends CommonOptions {
  readonly organization: string;
  readonly month?: string;
  readonly timeout: string;
  readonly actor: string;
}

/** `bilag reconcile`: a worker does it, and this command waits for it. */
export const addReconcile: AddCommands = (program, context) => {
  withJson(program.command('reconcile'))
    .description('hold a month against the ledger; a running worker does it')
    .requiredOption('--organization <id>', 'whose')
    .option('--month <YYYY-MM>', 'which month by the calendar in Norway; this one when left out')
    .option('--timeout <seconds>', 'how long to wait for it', '600')
    .option('--actor <name>', 'who asks, for the audit log', 'cli')
    .action(async (options: ReconcileOptions) => {
      const { organization: id, actor } = options;
      const period = parseLedgerMonth(monthOf(options.month ?? monthInNorway(new Date())));
      const waitMs = secondsOf(options.timeout) * 1_000;
      const ended = await asService(context, async (database) => {
        const { createPostgresOrganizationRepo } = await import('../persistence/postgres-organization-repo.ts');
        const { createPostgresReconciliationRepo } = await import('../persistence/postgres-reconciliation-repo.ts');
        if ((await createPostgresOrganizationRepo(database).find(id)) === undefined) {
          throw new CliError(exitCodes.refused, 'UNKNOWN_ORGANIZATION', `There is no organization «${id}».`);
        }
        const reconciliations = createPostgresReconciliationRepo(database.requestPool);
        const asked = await reconciliations.request(id, period, actor);
        if (asked === undefined) {
          const message = `A reconciliation of ${period.month} waits or is under way. Try again when it has ended.`;
          throw new CliError(exitCodes.later, 'RECONCILIATION_RUNNING', message);
        }
        return await end(() => reconciliations.find(id, asked.reconciliationId), asked, waitMs);
      });
      const view = reconciliationView(id, ended);
      answer(context, options, view, linesOf(id, view));
      if (ended.finishedAt === null) context.endWith(exitCodes.later);
      else if (view.failure !== null || isAny(view.statement?.findings)) context.endWith(exitCodes.found);
    });
};

/** Asks once a second, as a person would; a worker that is not there is not waited for beyond the limit. */
async function end(
  read: () => Promise<StoredReconciliation | undefined>,
  asked: StoredReconciliation,
  waitMs: number,
): Promise<StoredReconciliation> {
  const until = performance.now() + waitMs;
  let last = asked;
  while (last.finishedAt === null && performance.now() < until) {
    await pause(Math.min(1_000, Math.max(1, until - performance.now())));
    last = (await read()) ?? last;
  }
  return last;
}

type View = ReturnType<typeof reconciliationView>;

function linesOf(id: string, { month, state, checked, statement, failure }: View): readonly string[] {
  if (failure !== null) return [`${id} ${month}: not done. ${failure.message} ${failure.remedy}`];
  if (statement === null) {
    return [`${id} ${month}: ${state} after ${checked} vouchers. It goes on while a worker runs; look again later.`];
  }
  const { ours, ledger, difference, findings } = statement;
  const found = Object.entries(findings).flatMap(([kind, count]) => (count === 0 ? [] : [`  ${kind}: ${count}`]));
  return [
    `${id} ${month}: ${isAny(findings) ? 'DIFFERENCES' : 'the ledger agrees'}.`,
    `  Bilag: ${ours.count} vouchers, ${ours.sum}. Ledger: ${ledger.count} vouchers, ${ledger.sum}. Difference: ${difference}.`,
    ...found,
  ];
}

const isAny = (findings: Readonly<Record<string, number>> = {}) => Object.values(findings).some((it) => it > 0);

function monthOf(text: string): string {
  if (/^\d{4}-(0[1-9]|1[0-2])$/.test(text)) return text;
  throw new CliError(exitCodes.usage, 'USAGE', '--month takes a month such as 2026-11.');
}

function secondsOf(text: string): number {
  if (!/^\d{1,6}$/.test(text)) throw new CliError(exitCodes.usage, 'USAGE', '--timeout takes a number of seconds.');
  return Number(text);
}

function monthInNorway(now: Date): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Oslo', year: 'numeric', month: '2-digit' }).format(now);
}
