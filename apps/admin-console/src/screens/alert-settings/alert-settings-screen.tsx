import { getRouteApi, Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useAlertSettings } from '../../api/alert-settings.ts';
import { Page } from '../../components/page.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { useText } from '../../i18n/use-text.ts';
import { useOrganizationName } from '../../shell/use-organization-name.ts';
import { AlertSettingsForm } from './alert-settings-form.tsx';

const route = getRouteApi('/organizations/$organizationId/settings/alerts');

/** When an organization is alerted, and who is told. */
export function AlertSettingsScreen() {
  const say = useText();
  const { organizationId } = route.useParams();
  const organization = useOrganizationName(organizationId);
  const settings = useAlertSettings(organizationId);
  const [round, setRound] = useState(0);
  const beginAnew = async () => {
    await settings.refetch();
    setRound(round + 1);
  };
  return (
    <Page title={say('alert-settings.title', { organization })}>
      <p>
        <Link to="/organizations/$organizationId/settings" params={{ organizationId }}>
          {say('connection.back')}
        </Link>
      </p>
      <p>{say('alert-settings.intro')}</p>
      <QueryView query={settings}>
        {(saved) => (
          <AlertSettingsForm
            key={round}
            organizationId={organizationId}
            saved={saved}
            onBeginAnew={() => void beginAnew()}
          />
        )}
      </QueryView>
    </Page>
  );
}
