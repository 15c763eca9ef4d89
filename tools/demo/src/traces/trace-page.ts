import type { LocalSpan } from '@bilag/sync-service/traces';

type Trace = readonly LocalSpan[];

/** All traces, the latest first. */
export function listPage(traces: readonly Trace[], wanted: string): string {
  const rows = traces.map((trace) => {
    const [first] = trace;
    const id = first?.traceId ?? '';
    const outcomes = attributesOf(trace, 'bilag.outcome').join(', ');
    return `<tr><td><a href="/traces/${id}">${escaped(first?.name ?? '')}</a></td><td>${escaped(recordsOf(trace))}</td><td>${escaped(outcomes)}</td>
<td class="number">${trace.length}</td><td class="number">${lengthOf(trace).toFixed(0)} ms</td></tr>`;
  });
  return page(
    'Traces of Bilag',
    `<form><label>Record id or voucher reference <input name="find" value="${escaped(wanted)}" size="40"></label> <button>Find</button></form>
<table><thead><tr><th>Began with</th><th>Records</th><th>Outcomes</th><th>Spans</th><th>From first to last</th></tr></thead>
<tbody>${rows.join('\n')}</tbody></table>`,
  );
}

/** One trace: its spans below each other, each where and as long as it was. */
export function tracePage(trace: Trace): string {
  const [first] = trace;
  const start = first?.startMs ?? 0;
  const whole = Math.max(1, lengthOf(trace));
  const children = Map.groupBy(trace, ({ parentId }) => parentId ?? '');
  const known = new Set(trace.map(({ spanId }) => spanId));
  const roots = trace.filter(({ parentId }) => parentId === null || !known.has(parentId));
  const rowsBelow = (span: LocalSpan, depth: number): readonly string[] => {
    const { name, startMs, durationMs, hasFailed, attributes } = span;
    const left = ((startMs - start) / whole) * 100;
    const width = Math.max(0.3, (durationMs / whole) * 100);
    const told = Object.entries(attributes).map(([key, value]) => `${key} = ${String(value)}`);
    const row = `<tr><td><details style="margin-left:${depth}rem"><summary>${escaped(name)}${hasFailed ? ' ✗' : ''}</summary><pre>${escaped(told.join('\n'))}</pre></details></td>
<td class="number">${(startMs - start).toFixed(1)} ms</td><td class="number">${durationMs.toFixed(1)} ms</td>
<td class="bars"><svg viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true"><rect x="${left.toFixed(2)}" width="${width.toFixed(2)}" height="4" class="${hasFailed ? 'failed' : 'fine'}"/></svg></td></tr>`;
    return [row, ...(children.get(span.spanId) ?? []).flatMap((it) => rowsBelow(it, depth + 1))];
  };
  return page(
    `Trace ${first?.traceId ?? ''}`,
    `<p><a href="/">All traces</a> · <a href="/traces/${first?.traceId ?? ''}.json">as JSON</a> · records ${escaped(recordsOf(trace))}</p>
<table><thead><tr><th>Span</th><th>Begins after</th><th>Takes</th><th>When</th></tr></thead>
<tbody>${roots.flatMap((it) => rowsBelow(it, 0)).join('\n')}</tbody></table>`,
  );
}

/** Whether this is what somebody looks for. */
export const concerns = (trace: Trace, wanted: string): boolean =>
  trace.some(({ traceId, attributes }) => traceId === wanted || Object.values(attributes).includes(wanted));

function lengthOf(trace: Trace): number {
  const ends = trace.map(({ startMs, durationMs }) => startMs + durationMs);
  return Math.max(0, ...ends) - (trace[0]?.startMs ?? 0);
}

const recordsOf = (trace: Trace) => attributesOf(trace, 'bilag.record.id').join(', ');

const attributesOf = (trace: Trace, name: string) => [
  ...new Set(trace.flatMap(({ attributes }) => (name in attributes ? [String(attributes[name])] : []))),
];

const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const page = (
  title: string,
  body: string,
) => `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${title}</title><style>
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }
body { max-width: 80rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; padding: 0.2rem 0.6rem; border-bottom: 1px solid color-mix(in srgb, currentcolor 20%, transparent); vertical-align: top; }
.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; } .bars { width: 40%; } svg { width: 100%; height: 1.2rem; }
.fine { fill: #2563a8; } .failed { fill: #b3261e; } pre { margin: 0; white-space: pre-wrap; }
</style></head><body><h1>${title}</h1>${body}</body></html>`;
