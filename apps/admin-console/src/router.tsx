import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { alertsSearch } from './screens/alerts/search.ts';
import { auditSearch } from './screens/audit-log/search.ts';
import { OverviewScreen } from './screens/overview/overview-screen.tsx';
import { overviewSearch } from './screens/overview/search.ts';
import { recordsSearch } from './screens/records/search.ts';
import { webhookSearch } from './screens/webhooks/search.ts';
import { BrokenScreen } from './shell/broken-screen.tsx';
import { fetched } from './shell/fetch-screen.ts';
import { HomeScreen } from './shell/home-screen.tsx';
import { NotFoundScreen } from './shell/not-found-screen.tsx';
import { OrganizationFrame } from './shell/organization-frame.tsx';
import { Shell } from './shell/shell.tsx';

// Every screen is an address, filters included; each is loaded when somebody first goes there, but for the one that one begins at.
const rootRoute = createRootRoute({ component: Shell, notFoundComponent: NotFoundScreen });

const homeRoute = createRoute({ getParentRoute: () => rootRoute, path: '/', component: HomeScreen });

const overviewRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/overview',
  validateSearch: overviewSearch,
  component: OverviewScreen,
});

const organizationRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/organizations/$organizationId',
  component: OrganizationFrame,
});

const statusRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: '/status',
  component: lazyRouteComponent(
    fetched(() => import('./screens/status/status-screen.tsx')),
    'StatusScreen',
  ),
});

const recordsRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: '/records',
  validateSearch: recordsSearch,
  component: lazyRouteComponent(
    fetched(() => import('./screens/records/records-screen.tsx')),
    'RecordsScreen',
  ),
});

const recordRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: '/records/$recordId',
  component: lazyRouteComponent(
    fetched(() => import('./screens/record/record-screen.tsx')),
    'RecordScreen',
  ),
});

const settingsRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: '/settings',
  component: lazyRouteComponent(
    fetched(() => import('./screens/settings/settings-screen.tsx')),
    'SettingsScreen',
  ),
});

const connectionRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: '/settings/connection',
  component: lazyRouteComponent(
    fetched(() => import('./screens/connection/connection-screen.tsx')),
    'ConnectionScreen',
  ),
});

const mappingRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: '/settings/mapping',
  component: lazyRouteComponent(
    fetched(() => import('./screens/mapping/mapping-screen.tsx')),
    'MappingScreen',
  ),
});

const auditRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: '/audit-log',
  validateSearch: auditSearch,
  component: lazyRouteComponent(
    fetched(() => import('./screens/audit-log/audit-screen.tsx')),
    'AuditScreen',
  ),
});

const logEntryRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: '/audit-log/$logId',
  component: lazyRouteComponent(
    fetched(() => import('./screens/log-entry/log-entry-screen.tsx')),
    'LogEntryScreen',
  ),
});

const auditOfAllRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/audit-log',
  validateSearch: auditSearch,
  component: lazyRouteComponent(
    fetched(() => import('./screens/audit-log/audit-of-all-screen.tsx')),
    'AuditOfAllScreen',
  ),
});

const alertsRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: '/alerts',
  validateSearch: alertsSearch,
  component: lazyRouteComponent(
    fetched(() => import('./screens/alerts/alerts-screen.tsx')),
    'AlertsScreen',
  ),
});

const alertRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: '/alerts/$alertId',
  component: lazyRouteComponent(
    fetched(() => import('./screens/alert/alert-screen.tsx')),
    'AlertScreen',
  ),
});

const alertSettingsRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: '/settings/alerts',
  component: lazyRouteComponent(
    fetched(() => import('./screens/alert-settings/alert-settings-screen.tsx')),
    'AlertSettingsScreen',
  ),
});

const webhooksRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: '/settings/webhooks',
  component: lazyRouteComponent(
    fetched(() => import('./screens/webhooks/webhooks-screen.tsx')),
    'WebhooksScreen',
  ),
});

const newWebhookRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: '/settings/webhooks/new',
  component: lazyRouteComponent(
    fetched(() => import('./screens/webhooks/new-webhook-screen.tsx')),
    'NewWebhookScreen',
  ),
});

const webhookRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: '/settings/webhooks/$endpointId',
  validateSearch: webhookSearch,
  component: lazyRouteComponent(
    fetched(() => import('./screens/webhooks/webhook-screen.tsx')),
    'WebhookScreen',
  ),
});

const platformAlertsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/alerts',
  validateSearch: alertsSearch,
  component: lazyRouteComponent(
    fetched(() => import('./screens/alerts/platform-alerts-screen.tsx')),
    'PlatformAlertsScreen',
  ),
});

const platformAlertRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/alerts/$alertId',
  component: lazyRouteComponent(
    fetched(() => import('./screens/alert/platform-alert-screen.tsx')),
    'PlatformAlertScreen',
  ),
});

/** All screens and their addresses. */
export const router = createRouter({
  basepath: '/console',
  defaultErrorComponent: BrokenScreen,
  routeTree: rootRoute.addChildren([
    homeRoute,
    overviewRoute,
    auditOfAllRoute,
    platformAlertsRoute,
    platformAlertRoute,
    organizationRoute.addChildren([
      statusRoute,
      recordsRoute,
      recordRoute,
      settingsRoute,
      connectionRoute,
      mappingRoute,
      auditRoute,
      logEntryRoute,
      alertsRoute,
      alertRoute,
      alertSettingsRoute,
      webhooksRoute,
      newWebhookRoute,
      webhookRoute,
    ]),
  ]),
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
