import type { MappingFinding } from '../domain/mapping-check.ts';
import { SyncError } from './sync-error.ts';

/** A field mapping that must not be used as it is: vouchers made with it would be refused. */
export class MappingRefusal extends SyncError {
  /** What to fix; of many only the first. */
  readonly findings: readonly MappingFinding[];
  /** How many there are. */
  readonly findingCount: number;

  constructor(message: string, findings: readonly MappingFinding[], findingCount = findings.length) {
    super('MAPPING_INVALID', message);
    this.findings = findings;
    this.findingCount = findingCount;
  }
}
