import { getRouteApi } from '@tanstack/react-router';
import { liveOverviewKey } from '../../api/keys.ts';
import { Page } from '../../components/page.tsx';
import { useText } from '../../i18n/use-text.ts';
import { useLiveUpdates } from '../../live/use-live-updates.ts';
import { AlertFilter } from './alert-filter.tsx';
import { AlertList } from './alert-list.tsx';
import { AllClear } from './all-clear.tsx';

const route = getRouteApi('/alerts');

/** What needs the administrators of the platform: one alert for all organizations that fail at once. */
export function PlatformAlertsScreen() {
  const say = useText();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  useLiveUpdates(liveOverviewKey);
  return (
    <Page title={say('alerts.title.platform')}>
      <p>{say('alerts.platform.intro')}</p>
      <AlertFilter search={search} onChange={(it) => void navigate({ search: it, replace: true })} />
      {search.state === undefined && <AllClear owner={null} />}
      <AlertList owner={null} search={search} />
    </Page>
  );
}
