import { useConnectorTitle } from '../../api/connectors.ts';
import type { Status } from '../../api/status.ts';
import { Facts } from '../../components/facts.tsx';
import { useFormat } from '../../i18n/use-format.ts';
import { useText } from '../../i18n/use-text.ts';

/** The figures of an organization, as the service gives them. */
export function StatusFigures({ status }: { readonly status: Status }) {
  const say = useText();
  const format = useFormat();
  const titleOf = useConnectorTitle();
  const { connector, pending, failed, accepted, lastSync, oldestPendingSince } = status;
  const lastSyncText =
    lastSync === null
      ? say('word.never')
      : say(`status.last-sync.${lastSync.outcome}`, { at: format.instant(lastSync.at) });
  return (
    <section>
      <h2 className="visually-hidden">{say('status.figures')}</h2>
      <Facts
        look="figures"
        facts={[
          { name: say('status.pending'), value: format.count(pending) },
          { name: say('status.failed'), value: format.count(failed) },
          { name: say('status.accepted'), value: format.count(accepted) },
        ]}
      />
      <Facts
        facts={[
          { name: say('status.system'), value: connector === null ? say('connector.none') : titleOf(connector) },
          { name: say('status.last-sync'), value: lastSyncText },
          {
            name: say('status.oldest'),
            value: oldestPendingSince === null ? say('word.none') : format.instant(oldestPendingSince),
          },
        ]}
      />
    </section>
  );
}
