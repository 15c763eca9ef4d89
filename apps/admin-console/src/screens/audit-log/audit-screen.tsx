import { getRouteApi } from '@tanstack/react-router';
import { Page } from '../../components/page.tsx';
import { useText } from '../../i18n/use-text.ts';
import { useOrganizationName } from '../../shell/use-organization-name.ts';
import { AuditExport } from './audit-export.tsx';
import { AuditFilters } from './audit-filters.tsx';
import { AuditList } from './audit-list.tsx';
import { ChainMark } from './chain-mark.tsx';

const route = getRouteApi('/organizations/$organizationId/audit-log');

/** Everything that was done for an organization: by whom, when and with what result. */
export function AuditScreen() {
  const say = useText();
  const { organizationId } = route.useParams();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const organization = useOrganizationName(organizationId);
  return (
    <Page title={say('audit.title', { organization })}>
      <ChainMark organizationId={organizationId} />
      <AuditFilters search={search} isOfAll={false} onChange={(it) => void navigate({ search: it, replace: true })} />
      <AuditExport organizationId={organizationId} search={search} />
      <AuditList organizationId={organizationId} search={search} />
    </Page>
  );
}
