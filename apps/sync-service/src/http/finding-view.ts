import { type ErrorCode, errorCodes, type MappingFinding as StoredFinding } from '@bilag/core';
import type { MappingFinding } from './schemas/mapping-finding.ts';

/** A finding as the API shows it, with what to do about it. */
export function findingView(
  { path, value, code, message }: StoredFinding,
  remedyOf: (code: ErrorCode) => string = (it) => errorCodes[it].remedy,
): MappingFinding {
  return { path, value, code, message, remedy: remedyOf(code) };
}
