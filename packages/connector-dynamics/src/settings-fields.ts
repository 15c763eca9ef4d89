import { type Currency, parseCurrency } from '@bilag/core';
import { type Form, formOf } from './config-form.ts';

/** How patient the connector is, in milliseconds. */
export interface Timing {
  readonly requestTimeoutMs: number;
  readonly settlingMs: number;
  readonly bookingPollMs: number;
  readonly masterDataRestMs: number;
}

/** What each time may be, and what it is when nothing is said, in milliseconds. */
export type TimingLimits = Readonly<
  Record<keyof Timing, { readonly minimum: number; readonly maximum: number; readonly default: number }>
>;

/** The times of the settings. @throws {SyncError} `INVALID_SETTINGS`, naming the field and never the value. */
export function timingOf({ values }: Form, limits: TimingLimits): Timing {
  const form = formOf(values['timing'] ?? {}, 'INVALID_SETTINGS', Object.keys(limits), 'timing.');
  const within = (name: keyof Timing) => {
    const { minimum, maximum, default: otherwise } = limits[name];
    const ms = form.values[name] ?? otherwise;
    if (typeof ms === 'number' && Number.isInteger(ms) && ms >= minimum && ms <= maximum) return ms;
    throw form.invalid(name, `must be a whole number of milliseconds from ${minimum} to ${maximum}`);
  };
  return {
    requestTimeoutMs: within('requestTimeoutMs'),
    settlingMs: within('settlingMs'),
    bookingPollMs: within('bookingPollMs'),
    masterDataRestMs: within('masterDataRestMs'),
  };
}

/** The currency of the settings, NOK unless they name another. @throws {SyncError} the form's failure, naming the field and never the value. */
export function currencyOf({ values, invalid }: Form): Currency {
  try {
    return parseCurrency(values['currency'] ?? 'NOK', 'currency');
  } catch {
    throw invalid('currency', 'must be a currency that Bilag books in');
  }
}
