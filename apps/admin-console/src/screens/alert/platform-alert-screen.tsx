import { getRouteApi } from '@tanstack/react-router';
import { liveOverviewKey } from '../../api/keys.ts';
import { useLiveUpdates } from '../../live/use-live-updates.ts';
import { AlertPage } from './alert-page.tsx';

const route = getRouteApi('/alerts/$alertId');

/** One alert of the platform. */
export function PlatformAlertScreen() {
  const { alertId } = route.useParams();
  useLiveUpdates(liveOverviewKey);
  return <AlertPage owner={null} alertId={alertId} />;
}
