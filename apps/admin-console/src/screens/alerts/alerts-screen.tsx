import { getRouteApi } from '@tanstack/react-router';
import { Page } from '../../components/page.tsx';
import { useText } from '../../i18n/use-text.ts';
import { useOrganizationName } from '../../shell/use-organization-name.ts';
import { AlertFilter } from './alert-filter.tsx';
import { AlertList } from './alert-list.tsx';
import { AllClear } from './all-clear.tsx';

const route = getRouteApi('/organizations/$organizationId/alerts');

/** What needs somebody in an organization, and what no longer does. */
export function AlertsScreen() {
  const say = useText();
  const { organizationId } = route.useParams();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const organization = useOrganizationName(organizationId);
  return (
    <Page title={say('alerts.title', { organization })}>
      <AlertFilter search={search} onChange={(it) => void navigate({ search: it, replace: true })} />
      {search.state === undefined && <AllClear owner={organizationId} />}
      <AlertList owner={organizationId} search={search} />
    </Page>
  );
}
