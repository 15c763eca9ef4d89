import { type Static, Type } from 'typebox';
import { named, nullable, ref } from './ref.ts';

const ErpUsageAmounts = named(
  'ErpUsageAmounts',
  Type.Object(
    {
      requests: Type.Number({ minimum: 0 }),
      megabytesUp: Type.Number({ minimum: 0, description: 'Sent, in millions of bytes.' }),
      megabytesDown: Type.Number({ minimum: 0, description: 'Received, in millions of bytes.' }),
    },
    { additionalProperties: false },
  ),
);
const share = (description: string) => nullable(Type.Number({ minimum: 0, description }));

/** What the accounting system was asked this month. */
export const ErpUsage = named(
  'ErpUsage',
  Type.Object(
    {
      month: Type.String({ description: 'By the clock in Norway.', examples: ['2026-11'] }),
      used: ref(ErpUsageAmounts),
      allowance: nullable(ref(ErpUsageAmounts)),
      forecast: ref(ErpUsageAmounts),
      usedShare: share('Of the allowance, whichever amount is nearest to it; 1 is all. Null without an allowance.'),
      forecastShare: share('The same of the forecast.'),
    },
    {
      additionalProperties: false,
      description:
        'Requests that Bilag made for the organization, and the bytes of their bodies. The forecast is what the month comes to if it goes on like this.',
    },
  ),
);
/** @see ErpUsage */
export type ErpUsage = Static<typeof ErpUsage>;

/** Names for the document. */
export const erpUsageSchemas = [ErpUsageAmounts, ErpUsage] as const;
