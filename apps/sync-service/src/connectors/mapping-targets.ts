import { type JsonSchema, type MappingTarget, SyncError, type TargetVerdict } from '@bilag/core';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

/** Judges what a field mapping points at by a profile's schema of mapping targets. */
export type TargetJudge = (target: MappingTarget) => TargetVerdict;

/** One judge per schema, as compiling it takes longer than judging. */
const judges = new WeakMap<JsonSchema, TargetJudge>();

/** @throws {SyncError} `CONNECTOR_FAULT` when the schema is none. */
export function targetJudge(schema: JsonSchema): TargetJudge {
  const judge = judges.get(schema) ?? compiled(schema);
  judges.set(schema, judge);
  return judge;
}

function compiled({ required: _whatEveryMappingNeeds, ...schema }: JsonSchema): TargetJudge {
  try {
    const ajv = new Ajv2020({ strict: false, logger: false });
    addFormats.default(ajv);
    const validate = ajv.compile(schema);
    const taken = new Set(Object.keys(isObject(schema['properties']) ? schema['properties'] : {}));
    return ({ kind, value }) => {
      if (!taken.has(kind)) return 'not-taken';
      return value === null || validate({ [kind]: value }) ? 'fits' : 'malformed';
    };
  } catch (cause) {
    throw new SyncError('CONNECTOR_FAULT', 'The connector does not say what a field mapping may point at.', { cause });
  }
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
