import { inspectOutbox, oldestFailures } from '../persistence/sql/outbox-inspection.ts';
import { type AddCommands, answer, type CommonOptions, withJson } from './context.ts';
import { asReader } from './databases.ts';
import { CliError, exitCodes } from './exit-codes.ts';

interface InspectOptions extends CommonOptions {
  readonly organization?: string;
  readonly limit: string;
}

interface LaneRow {
  readonly organization_id: string;
  readonly states: Readonly<Record<string, number>>;
  readonly oldest_pending: Date | null;
  readonly enabled: boolean;
  readonly connector: string | null;
  readonly pause_code: string | null;
  readonly pause_message: string | null;
  readonly paused_at: Date | null;
  readonly rest_code: string | null;
  readonly rest_message: string | null;
  readonly rests_until: Date | null;
  readonly sender: string | null;
}

interface FailureRow {
  readonly record_id: string;
  readonly kind: string;
  readonly source_id: string;
  readonly reference: string;
  readonly state: string;
  readonly attempts: number;
  readonly code: string;
  readonly message: string | null;
  readonly next_at: Date | null;
}

/** `bilag outbox inspect`: only reads. */
export const addOutbox: AddCommands = (program, context) => {
  const outbox = program.command('outbox').description('the vouchers that are owed');
  withJson(outbox.command('inspect'))
    .description('what waits, what holds it up, and the oldest failures')
    .option('--organization <id>', 'only this one, with its failures')
    .option('--limit <number>', 'most failures to list', '20')
    .action(async (options: InspectOptions) => {
      const { organization, limit } = options;
      if (!/^\d{1,4}$/.test(limit)) throw new CliError(exitCodes.usage, 'USAGE', '--limit takes a number up to 9999.');
      const { lanes, failures } = await asReader(context, async (client) => ({
        lanes: (await client.query<LaneRow>(inspectOutbox, [organization ?? null])).rows,
        failures:
          organization === undefined
            ? []
            : (await client.query<FailureRow>(oldestFailures, [organization, limit])).rows,
      }));
      if (organization !== undefined && lanes.length === 0) {
        throw new CliError(exitCodes.refused, 'UNKNOWN_ORGANIZATION', `There is no organization «${organization}».`);
      }
      const value = {
        organizations: lanes.map(viewOf),
        ...(organization === undefined ? {} : { failures: failures.map(failureOf) }),
      };
      const lines = [...lanes.flatMap(linesOf), ...failures.map(lineOfFailure)];
      answer(context, options, value, lines.length === 0 ? ['There are no organizations yet.'] : lines);
    });
};

const viewOf = (lane: LaneRow) => ({
  organizationId: lane.organization_id,
  connector: lane.connector,
  enabled: lane.enabled,
  states: lane.states,
  oldestPending: lane.oldest_pending,
  paused:
    lane.pause_code === null ? null : { code: lane.pause_code, message: lane.pause_message, since: lane.paused_at },
  resting:
    lane.rests_until === null ? null : { code: lane.rest_code, message: lane.rest_message, until: lane.rests_until },
  sender: lane.sender,
});

const failureOf = (it: FailureRow) => ({
  recordId: it.record_id,
  kind: it.kind,
  sourceId: it.source_id,
  reference: it.reference,
  state: it.state,
  attempts: it.attempts,
  code: it.code,
  message: it.message,
  nextAt: it.next_at,
});

function linesOf(lane: LaneRow): readonly string[] {
  const counts = Object.entries(lane.states).map(([state, count]) => `${count} ${state}`);
  const connector = lane.connector === null ? 'no connector' : `${lane.connector}${lane.enabled ? '' : ' (disabled)'}`;
  const waits = counts.length === 0 ? 'nothing is owed' : counts.join(', ');
  const oldest = lane.oldest_pending === null ? '' : `; the oldest waits since ${lane.oldest_pending.toISOString()}`;
  return [
    `${lane.organization_id}: ${connector}; ${waits}${oldest}.`,
    ...(lane.pause_code === null
      ? []
      : [`  Paused since ${lane.paused_at?.toISOString()}: ${lane.pause_code} ${lane.pause_message ?? ''}`]),
    ...(lane.rests_until === null
      ? []
      : [`  Rests until ${lane.rests_until.toISOString()}: ${lane.rest_code ?? ''} ${lane.rest_message ?? ''}`]),
    ...(lane.sender === null ? [] : [`  Being sent by ${lane.sender}.`]),
  ];
}

const lineOfFailure = (it: FailureRow) =>
  `  ${it.state} ${it.kind} ${it.source_id} (${it.reference}), ${it.attempts} attempts: ${it.code} ${it.message ?? ''}`;
