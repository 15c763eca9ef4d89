import type { ErrorCode } from '../../errors/error-codes.ts';
import type { Alert, AlertEvent, AlertKind, FailingOrganization } from '../alert.ts';

/** An alert as far as it is told. */
export type Told = Pick<Alert, 'kind' | 'code' | 'connector' | 'count' | 'message' | 'details' | 'state'>;

/** All that is said in one language. */
export interface Words {
  readonly events: Readonly<Record<AlertEvent, string>>;
  /** One line, without a full stop. */
  readonly titles: Readonly<Record<AlertKind, (alert: Told) => string>>;
  /** Sentences. */
  readonly texts: Readonly<Record<AlertKind, (alert: Told) => readonly string[]>>;
  /** A sentence for an alert whose cause is gone. */
  readonly cleared: Readonly<Record<AlertKind, string>>;
  readonly remedyOf: (code: ErrorCode) => string;
  /** In place of a remedy that speaks of the field mapping, for vouchers that take others back. */
  readonly reversalRemedy: string;
}

/** Whether all that failed are vouchers that take booked ones back. */
export const isOfReversals = ({ count, details }: Told) => count > 0 && details.reversals === count;

/** What an organization has, in a list of organizations: short titles of its alerts. */
export function listed({ titles }: Pick<Words, 'titles'>, organizations: readonly FailingOrganization[] = []) {
  return organizations.map(({ name, alerts }) => {
    const all = alerts.map(({ kind, code, count }) => {
      const title = titles[kind]({ kind, code, count, connector: null, message: null, details: {}, state: 'open' });
      return code === null ? title : `${title} (${code})`;
    });
    return `${name}: ${all.join('; ')}.`;
  });
}

/** The error as it was reported, with its code. */
export function reported({ code, message }: Told): readonly string[] {
  const words = message === null ? [] : [/[.!?]$/.test(message) ? message : `${message}.`];
  return code === null ? words : [...words, `(${code})`];
}
