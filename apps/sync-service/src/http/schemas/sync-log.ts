import { logActions, logResults, logTriggers } from '@bilag/core';
import { type Static, Type } from 'typebox';
import { named, nullable, ref } from './ref.ts';
import { calendarDate, choice, identifier, organizationId, recordId, recordKind } from './values.ts';

const logId = (description: string) =>
  Type.String({ pattern: '^[1-9][0-9]{0,17}$', maxLength: 18, description, examples: ['4711'] });
const word = (description: string, example: string) =>
  Type.String({ pattern: '^[a-z][a-z-]{0,49}$', maxLength: 50, description, examples: [example] });
const instant = (description: string) => Type.String({ format: 'date-time', description });
const version = (description: string) => Type.Integer({ minimum: 0, description });

/** `/v1/organizations/{organizationId}/sync-logs/{logId}` */
export const SyncLogParams = Type.Object({ organizationId: organizationId(), logId: logId('The entry’s id.') });

/** How the log is narrowed; everything given must hold. */
export const syncLogFilters = {
  from: Type.Optional(calendarDate('The first day, by the calendar in Norway.')),
  to: Type.Optional(calendarDate('The last day, by the calendar in Norway; that day is included.')),
  result: Type.Optional(word('Only entries with this result, such as `succeeded`, `failed` or `retrying`.', 'failed')),
  kind: Type.Optional(recordKind()),
  action: Type.Optional(word('Only entries of this action.', 'attempt')),
  trigger: Type.Optional(choice(logTriggers, 'Only what was begun so.')),
  recordId: Type.Optional(recordId()),
  actor: Type.Optional(identifier(200, 'Only what this user or system did.', 'engine')),
};

/** As every list is paged. */
export const syncLogPaging = {
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, description: 'How many at most; 50 when left out.' })),
  cursor: Type.Optional(
    Type.String({ maxLength: 200, description: '`nextCursor` of the page before, with the same filters.' }),
  ),
};

const SyncLogRecord = named(
  'SyncLogRecord',
  Type.Object(
    { id: recordId(), kind: recordKind(), sourceId: Type.String(), reference: Type.String() },
    { additionalProperties: false, description: 'The record that an entry is about.' },
  ),
);

const item = {
  id: logId('Grows: a later entry has a higher one.'),
  organizationId: organizationId(),
  at: instant('When it happened.'),
  actor: Type.String({ description: 'The user who did it (subject of the token), or the part of Bilag that did.' }),
  action: Type.String({ description: 'What was done.', examples: [...logActions] }),
  result: Type.String({ description: 'How it went.', examples: [...logResults] }),
  trigger: choice(logTriggers, 'What began it: an approval by itself, the schedule, or a person.'),
  runId: nullable(Type.String({ format: 'uuid', description: 'The sync that it belongs to.' })),
  refersTo: nullable(logId('The entry that it happened because of, such as a retry.')),
  record: nullable(ref(SyncLogRecord)),
  reference: nullable(Type.String({ description: 'Of the voucher that it is about.' })),
  isReversal: Type.Boolean({ description: 'Whether that voucher is the one that takes the record’s own back.' }),
  attempt: nullable(Type.Integer({ minimum: 0, description: 'Which attempt it is about.' })),
  errorCode: nullable(Type.String({ examples: ['ERP_PERIOD_CLOSED'] })),
  message: nullable(Type.String({ description: 'The error in words, or the reason that a person gave.' })),
  link: Type.String({ format: 'uri-reference' }),
};

/** An entry in a list. */
export const SyncLogItem = named('SyncLogItem', Type.Object(item, { additionalProperties: false }));
/** @see SyncLogItem */
export type SyncLogItem = Static<typeof SyncLogItem>;

const SyncLogSent = named(
  'SyncLogSent',
  Type.Object(
    {
      payload: Type.String({ description: 'Word for word.' }),
      payloadHash: Type.String({ description: 'SHA-256 of the payload.' }),
      configVersion: version('The settings that it was made with.'),
      credentialVersion: version('The credentials that it was sent with.'),
      mappingVersion: version('The field mapping that it was made with.'),
      openedAt: instant('When it was decided to send, before the first byte.'),
    },
    { additionalProperties: false, description: 'What was handed to the accounting system.' },
  ),
);
const SyncLogResponse = named(
  'SyncLogResponse',
  Type.Object(
    { status: Type.Integer({ description: 'Its HTTP status.' }), body: Type.String() },
    { additionalProperties: false, description: 'What it answered, cut to 4,000 characters, without secrets.' },
  ),
);

/** An entry with all that is kept of it. */
export const SyncLogDetail = named(
  'SyncLogDetail',
  Type.Object(
    {
      ...item,
      connector: nullable(Type.String({ description: 'The accounting system.', examples: ['business-central'] })),
      retries: nullable(Type.Integer({ minimum: 0, description: 'Attempts before this one.' })),
      title: nullable(
        Type.String({ description: 'The error code in words, in the language of `Accept-Language` (`en` or `nb`).' }),
      ),
      remedy: nullable(Type.String({ description: 'What to do about the error, in the same language.' })),
      sent: nullable(ref(SyncLogSent)),
      response: nullable(ref(SyncLogResponse)),
      facts: Type.Unsafe<Readonly<Record<string, unknown>>>({
        type: 'object',
        additionalProperties: true,
        description: 'What else the entry says, such as the number of records of a sync; by action.',
      }),
    },
    { additionalProperties: false },
  ),
);
/** @see SyncLogDetail */
export type SyncLogDetail = Static<typeof SyncLogDetail>;

/** A page of the log, newest first. */
export const SyncLogPage = named(
  'SyncLogPage',
  Type.Object(
    {
      items: Type.Array(ref(SyncLogItem)),
      nextCursor: nullable(Type.String({ description: 'Give it as `cursor` to read on; null at the end.' })),
    },
    { additionalProperties: false },
  ),
);

/** Names for the document. */
export const syncLogSchemas = [
  SyncLogRecord,
  SyncLogItem,
  SyncLogSent,
  SyncLogResponse,
  SyncLogDetail,
  SyncLogPage,
] as const;
