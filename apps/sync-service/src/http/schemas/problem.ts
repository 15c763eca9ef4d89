import { type Static, Type } from 'typebox';
import { ErrorCode } from './error-code.ts';
import { MappingFinding } from './mapping-finding.ts';
import { named, ref } from './ref.ts';

/** An error as RFC 9457 has it, with our stable code, the field at fault and a remedy. */
export const Problem = named(
  'Problem',
  Type.Object(
    {
      type: Type.String({
        format: 'uri-reference',
        description: 'The code’s entry in the list of errors, relative to this service.',
        examples: ['/docs/errors#INVALID_AMOUNT'],
      }),
      title: Type.String({
        description: 'The code in words, in the language of `Accept-Language` (`en` or `nb`).',
        examples: ['Invalid amount'],
      }),
      status: Type.Integer({ minimum: 100, maximum: 599, examples: [400] }),
      code: ref(ErrorCode),
      detail: Type.String({ description: 'What was attempted on what.' }),
      field: Type.Optional(
        Type.String({ description: 'Where in the input the fault lies.', examples: ['lines[0].amount'] }),
      ),
      differs: Type.Optional(
        Type.Array(Type.String(), { description: 'The paths at which two contents of one revision differ.' }),
      ),
      findings: Type.Optional(
        Type.Array(ref(MappingFinding), { description: 'What to fix in a field mapping; the first 200.' }),
      ),
      findingCount: Type.Optional(Type.Integer({ minimum: 1, description: 'How many there are to fix.' })),
      remedy: Type.String({ description: 'What the reader can do about it, in the same language.' }),
      instance: Type.Optional(
        Type.String({ description: 'Names this very answer in the service’s log.', examples: ['urn:uuid:…'] }),
      ),
    },
    { additionalProperties: false, description: 'What went wrong, and what to do about it.' },
  ),
);
/** @see Problem */
export type Problem = Static<typeof Problem>;
