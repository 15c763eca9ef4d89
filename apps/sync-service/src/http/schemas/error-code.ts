import { type ErrorCode as Code, errorCodes } from '@bilag/core';
import { Type } from 'typebox';
import { named } from './ref.ts';

/** The code of an error. Later releases have more of them, so for readers it is an open set. */
export const ErrorCode = named(
  'ErrorCode',
  Type.Unsafe<Code>({
    type: 'string',
    description:
      'What went wrong, as a stable code: the same in API answers, sync log and console. A later release may have others.',
    'x-extensible-enum': Object.keys(errorCodes).toSorted(),
    examples: ['INVALID_AMOUNT'],
  }),
);
