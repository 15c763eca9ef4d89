import { type Static, Type } from 'typebox';
import { named, nullable, ref } from './ref.ts';

/** Something in a field mapping with which vouchers would be refused. */
export const MappingFinding = named(
  'MappingFinding',
  Type.Object(
    {
      path: Type.String({ description: 'Where in the mapping.', examples: ['expenseTypes.toll.ledgerAccount'] }),
      value: Type.String({ description: 'What stands there; empty when something is missing.', examples: ['7142'] }),
      code: Type.String({ examples: ['ERP_UNKNOWN_LEDGER_ACCOUNT'] }),
      message: Type.String(),
      remedy: Type.String(),
    },
    { additionalProperties: false, description: 'Something in a field mapping with which vouchers would be refused.' },
  ),
);
/** @see MappingFinding */
export type MappingFinding = Static<typeof MappingFinding>;

/** How a field mapping fitted what the ERP had. */
export const MappingCheck = named(
  'MappingCheck',
  Type.Object(
    {
      checkedAt: Type.String({ format: 'date-time' }),
      mappingVersion: Type.Integer({ description: 'The version that was checked.' }),
      failure: nullable(
        Type.Object(
          { code: Type.String(), message: Type.String(), remedy: Type.String() },
          { additionalProperties: false, description: 'Why it could not be checked; null when it was.' },
        ),
      ),
      findingCount: Type.Integer({ minimum: 0, description: 'How many there are to fix.' }),
      findings: Type.Array(ref(MappingFinding), { description: 'The first 200 of them.' }),
    },
    { additionalProperties: false, description: 'How the field mapping fits what the accounting system has.' },
  ),
);
/** @see MappingCheck */
export type MappingCheck = Static<typeof MappingCheck>;

/** Names for the document. */
export const mappingFindingSchemas = [MappingFinding, MappingCheck] as const;
