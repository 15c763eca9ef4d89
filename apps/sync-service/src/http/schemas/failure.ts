import { Type } from 'typebox';
import { named, nullable } from './ref.ts';

/** Why a record is where it is. */
export const Failure = named(
  'Failure',
  Type.Object(
    {
      code: Type.String({ examples: ['ERP_UNKNOWN_LEDGER_ACCOUNT'] }),
      title: Type.String({ description: 'The code in words, in the language of `Accept-Language` (`en` or `nb`).' }),
      message: Type.String({ description: 'What happened, as it was written when it did.' }),
      field: nullable(Type.String()),
      remedy: Type.String({ description: 'What to do about it, in the same language.' }),
    },
    { additionalProperties: false, description: 'Why a record is where it is, and what to do about it.' },
  ),
);
