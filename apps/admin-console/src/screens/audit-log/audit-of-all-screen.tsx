import { getRouteApi } from '@tanstack/react-router';
import { useOrganizations } from '../../api/organizations.ts';
import { Page } from '../../components/page.tsx';
import { useText } from '../../i18n/use-text.ts';
import { AuditExport } from './audit-export.tsx';
import { AuditFilters } from './audit-filters.tsx';
import { AuditList } from './audit-list.tsx';

const route = getRouteApi('/audit-log');

/** The logs of all organizations together, or of one of them, for the administrators of the platform. */
export function AuditOfAllScreen() {
  const say = useText();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { data = [] } = useOrganizations();
  const { organization } = search;
  return (
    <Page title={say('audit.title.all')}>
      <AuditFilters search={search} isOfAll onChange={(it) => void navigate({ search: it, replace: true })} />
      {organization !== undefined && <AuditExport organizationId={organization} search={search} />}
      <AuditList
        organizationId={organization}
        search={search}
        nameOf={(id) => data.find((it) => it.id === id)?.name ?? id}
      />
    </Page>
  );
}
