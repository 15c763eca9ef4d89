import { useIntl } from 'react-intl';
import type { StatusHistory } from '../../api/status.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { useText } from '../../i18n/use-text.ts';

type Day = StatusHistory['days'][number];

const dayWidth = 40;
const barWidth = 15;
const height = 120;
const room = 18;

/**
 * Two bars for each day: booked ones are filled, failed ones are striped, and the number stands over each, so that nobody needs the colors. Screen readers are told the
 * sums and that the table has the figures. A day on which something happened has a bar that can be seen, however high another one is.
 */
export function DayChart({ days }: { readonly days: readonly Day[] }) {
  const say = useText();
  const format = useFormat();
  const sum = (of: 'booked' | 'failed') => days.reduce((all, day) => all + day[of], 0);
  const highest = Math.max(1, ...days.flatMap(({ booked, failed }) => [booked, failed]));
  const width = days.length * dayWidth;
  const figures = { booked: format.count(sum('booked')), failed: format.count(sum('failed')) };
  return (
    <figure className="day-chart">
      <figcaption>
        <span className="key key-booked">
          <Swatch className="bar-booked" /> {say('status.history.booked')}
        </span>
        <span className="key key-failed">
          <Swatch className="bar-failed" /> {say('status.history.failed')}
        </span>
      </figcaption>
      <svg viewBox={`0 0 ${width} ${height + room * 2}`} role="img" aria-label={say('status.history.chart', figures)}>
        <defs>
          <pattern id="stripes" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
            <rect className="stripe-ground" width="5" height="5" />
            <rect className="stripe" width="2.5" height="5" />
          </pattern>
        </defs>
        <line className="axis" x1="0" x2={width} y1={height + room} y2={height + room} />
        {days.map((day, index) => (
          <Bars key={day.date} day={day} left={index * dayWidth} highest={highest} />
        ))}
      </svg>
    </figure>
  );
}

interface BarsProps {
  readonly day: Day;
  readonly left: number;
  readonly highest: number;
}

function Bars({ day, left, highest }: BarsProps) {
  const say = useText();
  const format = useFormat();
  const { locale } = useIntl();
  const { date, booked, failed } = day;
  const short = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'numeric', timeZone: 'UTC' });
  const bars = [
    { className: 'bar-booked', count: booked, x: left + 4 },
    { className: 'bar-failed', count: failed, x: left + 5 + barWidth },
  ].filter(({ count }) => count > 0);
  return (
    <g>
      <title>{say('status.history.of-day', { date: format.date(date), booked, failed })}</title>
      {bars.map(({ className, count, x }) => {
        const size = Math.max(3, (count / highest) * height);
        const top = height + room - size;
        return (
          <g key={className}>
            <rect className={className} x={x} y={top} width={barWidth} height={size} />
            <text className="bar-count" x={x + barWidth / 2} y={top - 4} textAnchor="middle">
              {compact(count, locale)}
            </text>
          </g>
        );
      })}
      <text className="bar-day" x={left + dayWidth / 2} y={height + room * 2 - 4} textAnchor="middle">
        {short.format(new Date(`${date}T00:00:00Z`)).replace(/\.$/, '')}
      </text>
    </g>
  );
}

const compact = (count: number, locale: string) =>
  new Intl.NumberFormat(locale, { notation: 'compact', maximumSignificantDigits: 2 }).format(count);

function Swatch({ className }: { readonly className: string }) {
  return (
    <svg viewBox="0 0 14 14" width="14" height="14" aria-hidden="true" focusable="false">
      <rect className={className} width="14" height="14" />
    </svg>
  );
}
