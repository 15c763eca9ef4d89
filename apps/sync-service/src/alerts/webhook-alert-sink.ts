import {
  type AlertNotice,
  type AlertSink,
  affectedRecordsLink,
  alertHref,
  alertText,
  platformId,
  type WebhookSender,
} from '@bilag/core';

/** Sends alerts as signed webhooks; `link` makes an address for people of a path of this installation. */
export function createWebhookAlertSink(sender: WebhookSender, link: (path: string) => string): AlertSink {
  return {
    name: 'webhook',
    async deliver(notice, target, signal) {
      if (target.sink !== 'webhook') throw new Error('A webhook goes to an address of its own.');
      const { url, secret } = target;
      const body = JSON.stringify(webhookBody(notice, link));
      return await sender.send({ url, secrets: [secret], id: notice.deliveryId, body }, { signal });
    },
  };
}

/** What a receiver gets; `docs/alerts.md` describes it. The same bytes with every try. */
function webhookBody({ event, alert, at }: AlertNotice, link: (path: string) => string) {
  const { organizationId, organizationName, details, clearedAt } = alert;
  const isPlatform = organizationId === platformId;
  return {
    type: `alert.${event}`,
    timestamp: at.toISOString(),
    data: {
      alertId: alert.alertId,
      organization: isPlatform ? null : { id: organizationId, name: organizationName ?? organizationId },
      kind: alert.kind,
      state: alert.state,
      code: alert.code,
      connector: alert.connector,
      count: alert.count,
      text: { nb: alertText(alert, 'nb'), en: alertText(alert, 'en') },
      raisedAt: alert.raisedAt.toISOString(),
      clearedAt: clearedAt?.toISOString() ?? null,
      href: link(alertHref(alert)),
      records: affectedRecordsLink(alert),
      organizations: details.organizations ?? [],
    },
  };
}
