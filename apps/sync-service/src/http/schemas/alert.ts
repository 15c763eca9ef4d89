import { alertEvents, alertKinds, alertSinkNames, alertStates, deliveryStates } from '@bilag/core';
import { type Static, Type } from 'typebox';
import { named, nullable, ref } from './ref.ts';
import { choice, organizationId, recordId, recordKind, text } from './values.ts';

const closed = { additionalProperties: false } as const;
const instant = (description: string) => Type.String({ format: 'date-time', description });
const alertId = () => Type.String({ format: 'uuid', maxLength: 36, description: 'The alert’s id.' });
const amount = (description: string) => Type.Integer({ minimum: 0, description });

/** `/v1/organizations/{organizationId}/alerts/{alertId}…` */
export const AlertParams = Type.Object({ organizationId: organizationId(), alertId: alertId() });

/** `/v1/alerts/{alertId}…` */
export const PlatformAlertParams = Type.Object({ alertId: alertId() });

/** How alerts are listed. */
export const alertQuery = Type.Object(
  {
    state: Type.Optional(choice(alertStates, 'Only those that are open, or whose cause is gone.')),
    limit: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 100, description: 'How many at most; 20 when left out.' }),
    ),
    cursor: Type.Optional(
      Type.String({ maxLength: 200, description: '`nextCursor` of the page before, with the same filters.' }),
    ),
  },
  closed,
);

const Acknowledgement = named(
  'Acknowledgement',
  Type.Object(
    { at: instant('When.'), by: Type.String({ description: 'Who has seen it.' }), note: nullable(Type.String()) },
    closed,
  ),
);

const ErrorCount = named('ErrorCount', Type.Object({ code: Type.String(), count: amount('How many.') }, closed));

const FailingOrganization = named(
  'FailingOrganization',
  Type.Object(
    {
      id: organizationId(),
      name: Type.String(),
      href: Type.String({ format: 'uri-reference', description: 'Its status screen in the console.' }),
      alerts: Type.Array(
        Type.Object(
          {
            id: alertId(),
            kind: choice(alertKinds, 'What it is about.'),
            code: nullable(Type.String()),
            count: amount('How many records or errors.'),
          },
          closed,
        ),
      ),
    },
    { ...closed, description: 'An organization in an alert of the platform, with its own open alerts.' },
  ),
);

const item = {
  id: alertId(),
  organizationId: nullable(organizationId()),
  kind: choice(alertKinds, 'What it is about.'),
  state: choice(alertStates, 'Cleared: its cause is gone. The same cause again is a new alert.'),
  code: nullable(
    Type.String({ description: 'The error that all of its records have.', examples: ['ERP_PERIOD_CLOSED'] }),
  ),
  connector: nullable(Type.String({ description: 'The accounting system.' })),
  count: amount('How many records, errors, findings or organizations; 0 when it is not about a number.'),
  title: Type.String({ description: 'One line, in the language that was asked for.' }),
  text: Type.String({ description: 'What happened and what to do, in the language that was asked for.' }),
  raisedAt: instant('When it was opened.'),
  changedAt: instant('When its count or details last changed.'),
  clearedAt: nullable(instant('When its cause was gone.')),
  acknowledged: nullable(ref(Acknowledgement)),
  href: Type.String({ format: 'uri-reference', description: 'The console’s screen with the affected records.' }),
  records: nullable(
    Type.String({
      format: 'uri-reference',
      description: 'The affected records in this API; null when it is about none.',
    }),
  ),
  link: Type.String({ format: 'uri-reference' }),
};

/** An alert in a list. */
export const AlertItem = named('AlertItem', Type.Object(item, closed));
/** @see AlertItem */
export type AlertItem = Static<typeof AlertItem>;

const AlertDelivery = named(
  'AlertDelivery',
  Type.Object(
    {
      id: Type.String({ format: 'uuid', description: 'The same for every try; the `webhook-id` of a webhook.' }),
      event: choice(alertEvents, 'What it tells. Grown: more organizations have joined it.'),
      sink: choice(alertSinkNames, 'How it is told.'),
      target: nullable(Type.String({ description: 'The e-mail address.' })),
      state: choice(
        deliveryStates,
        'Given up: nobody took it for three days, or nothing but other settings would help.',
      ),
      attempts: amount('Tries begun.'),
      nextAttemptAt: nullable(instant('When it is tried again.')),
      lastError: nullable(Type.String({ description: 'Why the last try failed.' })),
      createdAt: instant('Since when it is owed.'),
      deliveredAt: nullable(instant('When the receiver had taken it.')),
    },
    { ...closed, description: 'A message about the alert to one receiver.' },
  ),
);

/** An alert with everything that is known of it. */
export const AlertDetail = named(
  'AlertDetail',
  Type.Object(
    {
      ...item,
      message: nullable(Type.String({ description: 'The error in the words of whoever reported it.' })),
      remedy: nullable(Type.String({ description: 'What to do about the error.' })),
      recordKinds: Type.Array(recordKind(), { description: 'Of the affected records.' }),
      recordId: nullable(recordId()),
      failuresInARow: nullable(amount('Most failures in a row of one of them.')),
      threshold: nullable(amount('What was exceeded, in errors or hours.')),
      since: nullable(instant('Since when.')),
      month: nullable(Type.String({ description: 'The month that was reconciled.', examples: ['2026-11'] })),
      errors: Type.Array(ref(ErrorCount), { description: 'The most frequent ones.' }),
      organizations: Type.Array(ref(FailingOrganization)),
      deliveries: Type.Array(ref(AlertDelivery)),
    },
    closed,
  ),
);
/** @see AlertDetail */
export type AlertDetail = Static<typeof AlertDetail>;

/** A page of alerts, newest first. */
export const AlertPage = named(
  'AlertPage',
  Type.Object(
    {
      items: Type.Array(ref(AlertItem)),
      nextCursor: nullable(Type.String({ description: 'Give it as `cursor` to read on; null at the end.' })),
    },
    closed,
  ),
);

const PlatformAlertItem = named(
  'PlatformAlertItem',
  Type.Object({ ...item, organizations: Type.Array(ref(FailingOrganization)) }, closed),
);
/** @see AlertItem */
export type PlatformAlertItem = Static<typeof PlatformAlertItem>;

/** A page of alerts of the platform, each with the organizations that it lists. */
export const PlatformAlertPage = named(
  'PlatformAlertPage',
  Type.Object(
    {
      items: Type.Array(ref(PlatformAlertItem)),
      nextCursor: nullable(Type.String({ description: 'Give it as `cursor` to read on; null at the end.' })),
    },
    closed,
  ),
);

/** That somebody has seen an alert. */
export const AlertAcknowledgement = named(
  'AlertAcknowledgement',
  Type.Object(
    { note: Type.Optional(text(500, 'What is being done about it.', 'The accountant opens the period today')) },
    { ...closed, description: 'That somebody has seen it and does something about it.' },
  ),
);

/** Names for the document. */
export const alertSchemas = [
  Acknowledgement,
  ErrorCount,
  FailingOrganization,
  AlertItem,
  AlertDelivery,
  AlertDetail,
  AlertPage,
  PlatformAlertItem,
  PlatformAlertPage,
  AlertAcknowledgement,
] as const;
