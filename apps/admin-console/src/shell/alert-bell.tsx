import { Link } from '@tanstack/react-router';
import { type AlertOwner, useAlerts } from '../api/alerts.ts';
import { useText } from '../i18n/use-text.ts';

/** How many alerts are open, in words too, and the way to them: an organization's, or those of the platform. */
export function AlertBell({ owner }: { readonly owner: AlertOwner }) {
  const say = useText();
  const { data } = useAlerts(owner, 'open');
  if (data === undefined) return null;
  const count = data.pages.reduce((sum, { items }) => sum + items.length, 0);
  const more = data.pages.at(-1)?.nextCursor == null ? 'no' : 'yes';
  const content = (
    <>
      <svg className="shape" viewBox="0 0 16 16" width="1em" height="1em" aria-hidden="true" focusable="false">
        <path
          d="M3 11.5c1-1 1.3-2 1.3-4.4a3.7 3.7 0 0 1 7.4 0c0 2.4.3 3.4 1.3 4.4zM6.7 13.6a1.4 1.4 0 0 0 2.6 0M8 1.6v1.6"
          fill="none"
          stroke="currentColor"
          strokeWidth="1.5"
          strokeLinecap="round"
          strokeLinejoin="round"
        />
      </svg>
      <span aria-hidden="true">{say('alerts.bell.figure', { count, more })}</span>
      <span className="visually-hidden">{say('alerts.bell', { count, more })}</span>
    </>
  );
  const className = `button bell ${count > 0 ? 'bell-rings' : 'bell-quiet'}`;
  return owner === null ? (
    <Link to="/alerts" className={className}>
      {content}
    </Link>
  ) : (
    <Link to="/organizations/$organizationId/alerts" params={{ organizationId: owner }} className={className}>
      {content}
    </Link>
  );
}
