/** Waits out a backoff after a failure of its own; one that an outage or a pause of the whole organization put back has none. `o` is an entry. */
export const isRetrying = `(o.state = 'pending' and o.failures > 0)`;

/** What people are shown as failed, wherever it is counted, listed or tried again: refused, held for a decision, or waiting out a backoff. `o` is an entry. */
export const isFailed = `o.failure_code is not null and o.state in ('pending', 'rejected', 'held') and (o.state <> 'pending' or ${isRetrying})`;
