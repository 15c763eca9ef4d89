import type { LogFilter } from '../../api/sync-logs.ts';

const kinds = ['reimbursement', 'honorarium'] as const;
const triggers = ['automatic', 'scheduled', 'manual'] as const;

/** The filters of the audit log as its address has them; of all organizations together, the organization is one of them. */
export interface AuditSearch extends Omit<LogFilter, 'recordId'> {
  readonly organization?: string | undefined;
}

/** Kinds and triggers to filter by. */
export const auditWords = { kinds, triggers } as const;

/** Reads an address. What the filters cannot be is left out. */
export function auditSearch(search: Readonly<Record<string, unknown>>): AuditSearch {
  const text = (value: unknown, pattern: RegExp) =>
    typeof value === 'string' && pattern.test(value) ? value : undefined;
  const found = {
    from: text(search.from, /^\d{4}-\d{2}-\d{2}$/),
    to: text(search.to, /^\d{4}-\d{2}-\d{2}$/),
    result: text(search.result, /^[a-z][a-z-]{0,49}$/),
    action: text(search.action, /^[a-z][a-z-]{0,49}$/),
    kind: kinds.find((it) => it === search.kind),
    trigger: triggers.find((it) => it === search.trigger),
    organization: text(search.organization, /^[a-z0-9][a-z0-9-]{0,62}$/),
  };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
}
