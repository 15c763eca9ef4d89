import { SyncError } from '../errors/sync-error.ts';
import type { FieldMapping } from './mapping-rules.ts';

/**
 * Refuses a mapping that says two things of one value, which no schema can tell in words that help.
 * @throws {SyncError} `VALIDATION_FAILED`, naming the field.
 */
export function refuseContradictions({ expenseTypes }: Pick<FieldMapping, 'expenseTypes'>): void {
  for (const [type, rule] of Object.entries(expenseTypes)) {
    if (rule.treatment !== 'post' || rule.costCenter === undefined) continue;
    if (rule.dimensions === undefined || !Object.hasOwn(rule.dimensions, 'costCenter')) continue;
    throw new SyncError('VALIDATION_FAILED', 'The cost center of one rule is given twice: leave one of the two out.', {
      field: `expenseTypes.${type}.dimensions.costCenter`,
    });
  }
}
