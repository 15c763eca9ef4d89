import {
  type Alert,
  type AlertDelivery,
  affectedRecordsLink,
  alertHref,
  alertRemedy,
  alertText,
  platformId,
} from '@bilag/core';
import type { Language } from './language.ts';
import type { AlertDetail, AlertItem, PlatformAlertItem } from './schemas/alert.ts';

/** An alert as lists show it. */
export function alertItem(alert: Alert, language: Language): AlertItem {
  const { alertId: id, organizationId, kind, state, code, connector, count, acknowledged } = alert;
  const isPlatform = organizationId === platformId;
  return {
    id,
    organizationId: isPlatform ? null : organizationId,
    kind,
    state,
    code,
    connector,
    count,
    ...alertText(alert, language),
    raisedAt: alert.raisedAt.toISOString(),
    changedAt: alert.changedAt.toISOString(),
    clearedAt: alert.clearedAt?.toISOString() ?? null,
    acknowledged: acknowledged === null ? null : { ...acknowledged, at: acknowledged.at.toISOString() },
    href: alertHref(alert),
    records: affectedRecordsLink(alert),
    link: isPlatform ? `/v1/alerts/${id}` : `/v1/organizations/${organizationId}/alerts/${id}`,
  };
}

/** An alert of the platform as lists show it. */
export function platformAlertItem(alert: Alert, language: Language): PlatformAlertItem {
  return { ...alertItem(alert, language), organizations: organizationsOf(alert) };
}

/** An alert with everything that is known of it. */
export function alertDetail(alert: Alert, deliveries: readonly AlertDelivery[], language: Language): AlertDetail {
  const { code, message, details } = alert;
  return {
    ...alertItem(alert, language),
    message,
    remedy: code === null ? null : alertRemedy({ ...alert, code }, language),
    recordKinds: [...(details.recordKinds ?? [])],
    recordId: details.recordId ?? null,
    failuresInARow: details.failuresInARow ?? null,
    threshold: details.threshold ?? null,
    since: details.since ?? null,
    month: details.month ?? null,
    errors: (details.codes ?? []).map((it) => ({ ...it })),
    organizations: organizationsOf(alert),
    deliveries: deliveries.map(deliveryView),
  };
}

function organizationsOf({ details }: Alert): PlatformAlertItem['organizations'] {
  return (details.organizations ?? []).map(({ id, name, alerts }) => ({
    id,
    name,
    href: `/console/organizations/${id}/status`,
    alerts: alerts.map((it) => ({ ...it })),
  }));
}

function deliveryView(delivery: AlertDelivery): AlertDetail['deliveries'][number] {
  const { deliveryId: id, event, sink, target, state, attempts, lastError } = delivery;
  return {
    id,
    event,
    sink,
    target,
    state,
    attempts,
    nextAttemptAt: delivery.nextAttemptAt?.toISOString() ?? null,
    lastError,
    createdAt: delivery.createdAt.toISOString(),
    deliveredAt: delivery.deliveredAt?.toISOString() ?? null,
  };
}
