import type { AlertDetail } from '../../api/alerts.ts';
import { ConsoleLink } from '../../components/console-link.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { useFormat } from '../../i18n/use-format.ts';
import { useText } from '../../i18n/use-text.ts';
import { AlertLink } from '../alerts/alert-link.tsx';

/** The organizations that fail at once, each with its own open alerts; nothing in the alert of one organization. */
export function FailingOrganizations({ organizations }: Pick<AlertDetail, 'organizations'>) {
  const say = useText();
  const format = useFormat();
  if (organizations.length === 0) return null;
  return (
    <section>
      <h2>{say('alert.organizations')}</h2>
      <DataTable
        caption={say('alert.organizations')}
        columns={[
          {
            key: 'organization',
            heading: say('alert.organization'),
            is: 'heading',
            cell: ({ href, name }) => <ConsoleLink href={href}>{name}</ConsoleLink>,
          },
          {
            key: 'alerts',
            heading: say('alerts.bell.word'),
            cell: ({ id: owner, alerts }) => (
              <ul className="plain-list">
                {alerts.map(({ id, kind, code, count }) => (
                  <li key={id}>
                    <AlertLink owner={owner} alertId={id}>
                      {say(`alert-kind.${kind}`)}
                    </AlertLink>
                    {count > 0 && ` (${format.count(count)})`}
                    {code !== null && ` ${code}`}
                  </li>
                ))}
              </ul>
            ),
          },
        ]}
        rows={organizations}
        keyOf={({ id }) => id}
      />
    </section>
  );
}
