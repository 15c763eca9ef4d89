import { mappingEffects } from '@bilag/core';
import { type Static, Type } from 'typebox';
import { Failure } from './failure.ts';
import { NewFieldMapping } from './mapping.ts';
import { MappingFinding } from './mapping-finding.ts';
import { named, nullable, ref } from './ref.ts';
import { choice, recordId } from './values.ts';
import { RecordVoucher } from './voucher.ts';

const closed = { additionalProperties: false } as const;

/** A field mapping to try, and which record's voucher to show. */
export const MappingTrial = named(
  'MappingTrial',
  Type.Object(
    {
      mapping: ref(NewFieldMapping),
      recordId: Type.Optional({
        ...recordId(),
        description: 'Whose voucher to show; else the first that would change.',
      }),
    },
    closed,
  ),
);

const RecordEffect = named(
  'RecordEffect',
  Type.Object(
    {
      recordId: recordId(),
      sourceId: Type.String(),
      revision: Type.Integer({ minimum: 1 }),
      effect: choice(
        mappingEffects,
        'What saving would do to its voucher: nothing; another one; refused from then on; no longer refused; refused as before.',
      ),
      problem: nullable(ref(Failure)),
    },
    { ...closed, description: 'What the field mapping would do to one record.' },
  ),
);

const SampleVoucher = named(
  'SampleVoucher',
  Type.Object(
    { recordId: recordId(), voucher: RecordVoucher },
    { ...closed, description: 'The voucher of one record as the field mapping would make it.' },
  ),
);

/** What a field mapping would do. */
export const MappingPreview = named(
  'MappingPreview',
  Type.Object(
    {
      masterDataReadAt: nullable(
        Type.String({
          format: 'date-time',
          description:
            'When the lists were read that it was compared with; null when there are none and nothing was compared.',
        }),
      ),
      findingCount: Type.Integer({ minimum: 0, description: 'How many there are to fix.' }),
      findings: Type.Array(ref(MappingFinding), { description: 'The first 200 of them.' }),
      effects: Type.Array(ref(RecordEffect), {
        description: 'The newest 50 records that wait, and the newest 50 that were rejected.',
      }),
      hasMore: Type.Boolean({ description: 'Whether there are more of them.' }),
      sample: nullable(ref(SampleVoucher)),
    },
    closed,
  ),
);
/** @see MappingPreview */
export type MappingPreview = Static<typeof MappingPreview>;

/** Names for the document. */
export const mappingPreviewSchemas = [MappingTrial, RecordEffect, SampleVoucher, MappingPreview] as const;
