import { useIntl } from 'react-intl';
import { useText } from '../../i18n/use-text.ts';

const units = [
  { limit: 60, seconds: 1, name: 'seconds' },
  { limit: 3_600, seconds: 60, name: 'minutes' },
  { limit: 2 * 86_400, seconds: 3_600, name: 'hours' },
  { limit: Number.POSITIVE_INFINITY, seconds: 86_400, name: 'days' },
] as const;

/** Writes a number of seconds in the unit that fits it. */
export function useDuration(): (seconds: number) => string {
  const say = useText();
  const { locale } = useIntl();
  const count = new Intl.NumberFormat(locale, { maximumSignificantDigits: 2 });
  return (seconds) => {
    const unit = units.find(({ limit }) => seconds < limit) ?? units[0];
    return say(`status.duration.${unit.name}`, { value: count.format(seconds / unit.seconds) });
  };
}
