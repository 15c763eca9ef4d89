import { statusEventStates, statusEventTypes, testEventType } from '@bilag/core';
import { Type } from 'typebox';
import { ErrorCode } from './error-code.ts';
import { named, nullable, ref } from './ref.ts';
import { choice, organizationId, recordId, recordKind } from './values.ts';

const closed = { additionalProperties: false } as const;
const instant = (description: string) => Type.String({ format: 'date-time', description });
const timestamp = instant('When it happened, as `occurredAt`.');

const ToldReceipt = named(
  'ToldReceipt',
  Type.Object(
    {
      position: Type.Integer({
        minimum: 1,
        description: 'Its place among the attachments of the approval, from 1 on.',
      }),
      fileName: Type.String({ description: 'What it is called in the accounting system.' }),
      state: choice(['attached', 'failed', 'pending'], 'How far it has come. Pending: it failed and is tried again.'),
      remedy: nullable(Type.String({ description: 'What can be done about it, where it failed.' })),
    },
    { ...closed, description: 'The receipt that a message is about.' },
  ),
);

const StatusEventData = named(
  'StatusEventData',
  Type.Object(
    {
      organizationId: organizationId(),
      recordId: recordId(),
      kind: recordKind(),
      sourceId: Type.String({ description: 'The approving app’s id of it.', examples: ['CLM-2026-0117'] }),
      revision: Type.Integer({ minimum: 1 }),
      of: choice(['voucher', 'reversal'], 'Which of the record’s vouchers: its own, or the one that takes it back.'),
      state: choice([...new Set(Object.values(statusEventStates))], 'How far that voucher has come.'),
      reference: Type.String({ description: 'The voucher’s reference.', examples: ['R-0K4Z7Q2M9X1B3C5D7F'] }),
      erpReference: nullable(
        Type.String({ description: 'The accounting system’s own name of what is booked; null for everything else.' }),
      ),
      errorCode: nullable(ref(ErrorCode)),
      logId: Type.String({ description: 'The entry of the sync log that says the same.', examples: ['4711'] }),
      occurredAt: instant('When it happened.'),
      receipt: Type.Optional(ref(ToldReceipt)),
    },
    { ...closed, description: 'The record that the message is about, and nothing of a person.' },
  ),
);

/** What an endpoint is sent when something became of a record. */
export const StatusEvent = named(
  'StatusEvent',
  Type.Object(
    { type: choice(statusEventTypes, 'What happened.'), timestamp, data: ref(StatusEventData) },
    { ...closed, description: 'What became of a record.' },
  ),
);

/** What an endpoint is sent to see that messages arrive. */
export const EndpointTest = named(
  'EndpointTest',
  Type.Object(
    {
      type: Type.Literal(testEventType),
      timestamp,
      data: Type.Object({ organizationId: organizationId(), occurredAt: instant('When it was asked for.') }, closed),
    },
    { ...closed, description: 'A test, about no record.' },
  ),
);

/** Names for the document. */
export const statusMessageSchemas = [ToldReceipt, StatusEventData, StatusEvent, EndpointTest] as const;
