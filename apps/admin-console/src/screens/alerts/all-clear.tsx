import { type AlertOwner, useAlerts } from '../../api/alerts.ts';
import { ForeignText } from '../../components/foreign-text.tsx';
import { Notice } from '../../components/notice.tsx';
import { useFormat } from '../../i18n/use-format.ts';
import { useText } from '../../i18n/use-text.ts';
import { AlertLink } from './alert-link.tsx';

const dayMs = 24 * 3_600_000;
const atMost = 5;

/** What was wrong and is over since yesterday, newest first. It is spoken when it comes while somebody looks. */
export function AllClear({ owner }: { readonly owner: AlertOwner }) {
  const say = useText();
  const format = useFormat();
  const { data } = useAlerts(owner, 'cleared');
  const recent = (data?.pages.flatMap((it) => it.items) ?? [])
    .flatMap((alert) => (alert.clearedAt === null ? [] : [{ ...alert, clearedAt: alert.clearedAt }]))
    .filter((it) => Date.now() - Date.parse(it.clearedAt) < dayMs)
    .toSorted((a, b) => Date.parse(b.clearedAt) - Date.parse(a.clearedAt))
    .slice(0, atMost);
  return (
    <div role="status">
      {recent.length > 0 && (
        <Notice level="success" title={say('alerts.all-clear')}>
          <ul>
            {recent.map((alert) => (
              <li key={alert.id}>
                <AlertLink owner={owner} alertId={alert.id}>
                  <ForeignText isTranslated>{alert.title}</ForeignText>
                </AlertLink>{' '}
                {say('alerts.all-clear.at', { at: format.instant(alert.clearedAt) })}
              </li>
            ))}
          </ul>
        </Notice>
      )}
    </div>
  );
}
