import { getRouteApi } from '@tanstack/react-router';
import { useStatus } from '../../api/status.ts';
import { Page } from '../../components/page.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { useText } from '../../i18n/use-text.ts';
import { useOrganizationName } from '../../shell/use-organization-name.ts';
import { ConnectorSwitch } from './connector-switch.tsx';
import { Health } from './health.tsx';
import { StatusFigures } from './status-figures.tsx';
import { StatusHistory } from './status-history.tsx';
import { SyncNow } from './sync-now.tsx';

const route = getRouteApi('/organizations/$organizationId/status');

/** Where an organization's syncs stand, and what can be done about it. */
export function StatusScreen() {
  const say = useText();
  const { organizationId } = route.useParams();
  const organization = useOrganizationName(organizationId);
  return (
    <Page title={say('status.title', { organization })}>
      <QueryView query={useStatus(organizationId)}>
        {(status) => (
          <>
            <Health organizationId={organizationId} status={status} />
            <StatusFigures status={status} />
            <SyncNow organizationId={organizationId} status={status} />
            <ConnectorSwitch organizationId={organizationId} status={status} />
            <StatusHistory organizationId={organizationId} />
          </>
        )}
      </QueryView>
    </Page>
  );
}
