import { errorCodes } from '../../errors/error-codes.ts';
import type { RecordKind } from '../voucher-reference.ts';
import { isOfReversals, listed, reported, type Told, type Words } from './words.ts';

const kinds: Readonly<Record<RecordKind, readonly [one: string, many: string]>> = {
  reimbursement: ['reimbursement', 'reimbursements'],
  honorarium: ['honorarium', 'honoraria'],
};

/** «3 reimbursements», «3 records» when they are of several kinds, or «3 reversals» when that is what all of them are. */
function records(alert: Told): string {
  const { count, details } = alert;
  if (isOfReversals(alert)) return `${count} ${count === 1 ? 'reversal' : 'reversals'}`;
  const [kind, ...others] = details.recordKinds ?? [];
  const [one, many] = kind === undefined || others.length > 0 ? (['record', 'records'] as const) : kinds[kind];
  return `${count} ${count === 1 ? one : many}`;
}

const findings = (count: number) => `${count} ${count === 1 ? 'finding' : 'findings'}`;
const since = ({ details }: Told) => (details.since === undefined ? [] : [`Since ${details.since}.`]);

/** Of what takes booked vouchers back. */
function standing(alert: Told): readonly string[] {
  const { reversals } = alert.details;
  if (reversals === undefined) return [];
  if (isOfReversals(alert)) return ['The vouchers to be taken back are booked, and stand until then.'];
  return [
    `${reversals} of them ${reversals === 1 ? 'is a reversal' : 'are reversals'}, of what is booked and stands until then.`,
  ];
}

/** Alerts in English. */
export const english: Words = {
  events: { raised: 'Alert', grown: 'More organizations', cleared: 'All clear' },
  titles: {
    'third-failure': (it) => `${records(it)} failed three times in a row or more`,
    'records-refused': (it) => `${records(it)} refused`,
    'decision-needed': (it) => `${records(it)} in doubt, a decision is needed`,
    'error-rate': ({ count }) => `${count} errors in 24 hours`,
    'pending-too-long': (it) => `${records(it)} pending for too long`,
    'sync-paused': () => 'The accounting system refuses access, nothing is sent',
    'sync-resting': () => 'Nothing new is sent to the accounting system for now',
    'ledger-differs': ({ count, details }) => `The ledger differs ${details.month ?? ''}: ${findings(count)}`,
    'mapping-drift': ({ count }) => `The field mapping no longer fits: ${findings(count)}`,
    'sending-held': () => 'Nothing is sent, the database was restored or copied',
    'organizations-failing': ({ count }) =>
      count === 1 ? 'One organization has failures' : `${count} organizations have failures`,
  },
  texts: {
    'third-failure': (it) => [
      ...reported(it),
      `Failures in a row: ${it.details.failuresInARow ?? 3}.`,
      ...standing(it),
    ],
    'records-refused': (it) => [...reported(it), ...standing(it), 'They are not tried again by themselves.'],
    'decision-needed': (it) => [...reported(it), ...standing(it)],
    'error-rate': ({ details }) => [
      `The threshold is ${details.threshold ?? 0}.`,
      ...(details.codes ?? []).map(({ code, count }) => `${code}: ${count}.`),
    ],
    'pending-too-long': (it) => [
      `They have waited for over ${it.details.threshold ?? 0} hours although the connector is enabled.`,
      ...since(it),
      'The status screen says what holds them up.',
    ],
    'sync-paused': (it) => [...reported(it), ...since(it)],
    'sync-resting': (it) => [...reported(it), ...since(it)],
    'ledger-differs': () => ['The reconciliation names each voucher. Nothing is booked again by itself.'],
    'mapping-drift': () => ['The integration settings name what the accounting system no longer has.'],
    'sending-held': (it) => [...since(it), 'A global administrator has to release this installation.'],
    'organizations-failing': ({ details }) => listed(english, details.organizations),
  },
  cleared: {
    'third-failure': 'None of the records fails for this reason any more.',
    'records-refused': 'No record is refused for this reason any more.',
    'decision-needed': 'No record waits for a decision for this reason any more.',
    'error-rate': 'There are no longer more errors in 24 hours than the threshold allows.',
    'pending-too-long': 'No record has been pending for too long any more.',
    'sync-paused': 'The accounting system is being sent to again, or the connector is disabled.',
    'sync-resting': 'The accounting system is being sent to again, or the connector is disabled.',
    'ledger-differs': 'The latest reconciliation of the month has no findings.',
    'mapping-drift': 'The field mapping fits again, or was changed.',
    'sending-held': 'The installation was released.',
    'organizations-failing': 'None of the organizations has failures any more.',
  },
  remedyOf: (code) => errorCodes[code].remedy,
  reversalRemedy:
    'A reversal is posted as the voucher was that it takes back, whatever the field mapping says now. Open in the accounting system what it refuses and retry, or reverse by hand there and mark the reversal as posted.',
};
