import { Link } from '@tanstack/react-router';
import { useText } from '../i18n/use-text.ts';
import { useSession } from '../session/session-context.ts';
import { useOrganizationId } from './use-organization-id.ts';

/** The way to every screen. A new screen adds its line here. */
export function Navigation() {
  const say = useText();
  const { role } = useSession();
  const organizationId = useOrganizationId();
  return (
    <nav className="navigation" aria-label={say('shell.navigation')}>
      <ul>
        {role === 'global_admin' && (
          <>
            <li>
              <Link to="/overview">{say('shell.overview')}</Link>
            </li>
            <li>
              <Link to="/audit-log">{say('shell.audit.all')}</Link>
            </li>
            <li>
              <Link to="/alerts">{say('shell.alerts.all')}</Link>
            </li>
          </>
        )}
        {organizationId !== undefined && (
          <>
            <li>
              <Link to="/organizations/$organizationId/status" params={{ organizationId }}>
                {say('shell.status')}
              </Link>
            </li>
            <li>
              <Link to="/organizations/$organizationId/records" params={{ organizationId }}>
                {say('shell.records')}
              </Link>
            </li>
            <li>
              <Link to="/organizations/$organizationId/settings" params={{ organizationId }}>
                {say('shell.integration')}
              </Link>
            </li>
            <li>
              <Link to="/organizations/$organizationId/audit-log" params={{ organizationId }}>
                {say('shell.audit')}
              </Link>
            </li>
            <li>
              <Link to="/organizations/$organizationId/alerts" params={{ organizationId }}>
                {say('alerts.bell.word')}
              </Link>
            </li>
          </>
        )}
      </ul>
    </nav>
  );
}
