/**
 * Whether the outbox has entries like these, `o`, for an organization that the conditions name. Each is put so that PostgreSQL reads them by their index: of a table in
 * which nearly all rows are one organization's it believes that any reading meets one soon, and with a plain `exists` reads all of them for each of the others.
 */
export const someEntry = {
  /** New ones, by their number. */
  fresh: (conditions: string) => first(`${conditions} and o.fresh`, 'o.organization_id, o.sequence'),
  /** Any, by their number. */
  any: (conditions: string) => first(conditions, 'o.organization_id, o.sequence'),
  /** Those that are due, or will be, as the conditions say. */
  timed: (conditions: string) => first(conditions, 'o.organization_id, o.due_at'),
  /** Calls under way, of which there are never many: all are counted, as there is no order to read the first one by. */
  sending: (conditions: string) =>
    `((select count(*) from bilag.outbox o where ${conditions} and o.state = 'sending') > 0)`,
} as const;

const first = (conditions: string, order: string) =>
  `((select 1 from bilag.outbox o where ${conditions} order by ${order} limit 1) is not null)`;
