import { Navigate } from '@tanstack/react-router';
import { useOrganizations } from '../api/organizations.ts';
import { Page } from '../components/page.tsx';
import { useText } from '../i18n/use-text.ts';
import { useSession } from '../session/session-context.ts';

/** Where one begins: the overview, or one's own organization. */
export function HomeScreen() {
  const say = useText();
  const { role } = useSession();
  const { data = [] } = useOrganizations();
  const [first] = data;
  if (role === 'global_admin') return <Navigate to="/overview" replace />;
  if (first !== undefined) {
    return <Navigate to="/organizations/$organizationId/status" params={{ organizationId: first.id }} replace />;
  }
  return (
    <Page title={say('shell.no-organizations.title')}>
      <p>{say('shell.no-organizations.text')}</p>
    </Page>
  );
}
