import { type StatusHistory as History, useStatusHistory } from '../../api/status.ts';
import { DataTable } from '../../components/data-table.tsx';
import { Facts } from '../../components/facts.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { useFormat } from '../../i18n/use-format.ts';
import { useText } from '../../i18n/use-text.ts';
import { DayChart } from './day-chart.tsx';
import { useDuration } from './use-duration.ts';

/** How it has gone in the last 14 days: how long a record took, a small chart, and the same figures as a table. */
export function StatusHistory({ organizationId }: { readonly organizationId: string }) {
  const say = useText();
  return (
    <section>
      <h2>{say('status.history')}</h2>
      <QueryView query={useStatusHistory(organizationId)}>{(history) => <Figures history={history} />}</QueryView>
    </section>
  );
}

function Figures({ history: { days, approvalToBooked } }: { readonly history: History }) {
  const say = useText();
  const duration = useDuration();
  if (days.every(({ booked, failed }) => booked + failed === 0)) return <p>{say('status.history.none')}</p>;
  return (
    <>
      {approvalToBooked !== null && (
        <Facts
          look="figures"
          facts={[
            { name: say('status.duration.p50'), value: duration(approvalToBooked.p50Seconds) },
            { name: say('status.duration.p95'), value: duration(approvalToBooked.p95Seconds) },
          ]}
        />
      )}
      <DayChart days={days} />
      <details>
        <summary>{say('status.history.table')}</summary>
        <DayTable days={days} />
      </details>
    </>
  );
}

function DayTable({ days }: Pick<History, 'days'>) {
  const say = useText();
  const format = useFormat();
  return (
    <DataTable
      caption={say('status.history')}
      columns={[
        { key: 'date', heading: say('status.history.day'), is: 'heading', cell: ({ date }) => format.date(date) },
        {
          key: 'booked',
          heading: say('status.history.booked'),
          is: 'number',
          cell: ({ booked }) => format.count(booked),
        },
        {
          key: 'failed',
          heading: say('status.history.failed'),
          is: 'number',
          cell: ({ failed }) => format.count(failed),
        },
      ]}
      rows={days.toReversed()}
      keyOf={({ date }) => date}
    />
  );
}
