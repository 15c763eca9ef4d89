import { emailPattern, webhookSecretPattern } from '@bilag/core';
import { type Static, Type } from 'typebox';
import { named, nullable, ref } from './ref.ts';

const closed = { additionalProperties: false } as const;
const instant = (description: string) => Type.String({ format: 'date-time', description });

const thresholds = {
  errorsPerDay: Type.Integer({
    minimum: 1,
    maximum: 9_999,
    description: 'More errors than this within 24 hours are an alert.',
    examples: [10],
  }),
  pendingHours: Type.Integer({
    minimum: 1,
    maximum: 8_760,
    description: 'Records that wait longer than so many hours, with an enabled connector, are an alert.',
    examples: [48],
  }),
  emails: Type.Array(Type.String({ pattern: emailPattern, maxLength: 254, examples: ['regnskap@example.org'] }), {
    maxItems: 20,
    uniqueItems: true,
    description: 'Who is told by e-mail.',
  }),
};

const webhookUrl = () =>
  Type.String({
    pattern: '^https?://[!-~]+$',
    maxLength: 2_000,
    description: 'Where webhooks are received; at a host that the operator of Bilag has allowed.',
    examples: ['https://hooks.example.org/bilag'],
  });

/** When an organization is alerted, and who is told. */
export const AlertSettingsChange = named(
  'AlertSettingsChange',
  Type.Object(
    {
      ...thresholds,
      webhook: nullable(
        Type.Object(
          {
            url: webhookUrl(),
            secret: Type.Optional(
              Type.String({
                pattern: webhookSecretPattern,
                maxLength: 94,
                writeOnly: true,
                description:
                  '«whsec_» and the base64 of 24 to 64 random bytes. Never shown again; without it the one that is set stays, as long as the address does.',
              }),
            ),
          },
          closed,
        ),
      ),
    },
    {
      ...closed,
      examples: [{ errorsPerDay: 10, pendingHours: 48, emails: ['regnskap@example.org'], webhook: null }],
    },
  ),
);

const Change = named('SettingsChange', Type.Object({ at: instant('When.'), by: Type.String() }, closed));

/** Settings as they are shown: everything but the secret, and whether e-mail is sent at all. */
export const AlertSettings = named(
  'AlertSettings',
  Type.Object(
    {
      ...thresholds,
      webhook: nullable(Type.Object({ url: Type.String(), secretSet: ref(Change) }, closed)),
      sendsEmail: Type.Boolean({
        description:
          'Whether this installation has a mail server. Without one the addresses are kept and nothing is sent to them; what is owed waits, three days at most.',
      }),
      updated: nullable(ref(Change)),
    },
    closed,
  ),
);
/** @see AlertSettings */
export type AlertSettings = Static<typeof AlertSettings>;

/** Names for the document. */
export const alertSettingsSchemas = [AlertSettingsChange, Change, AlertSettings] as const;
