const form = /^00-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}$/;

/**
 * The W3C trace context of a request, or `undefined` when it has none that is valid: the standard says to ignore a broken one.
 * @source https://www.w3.org/TR/trace-context/#traceparent-header
 */
export function traceparentOf(header: string | readonly string[] | undefined): string | undefined {
  if (typeof header !== 'string') return undefined;
  const [, traceId, parentId] = form.exec(header) ?? [];
  const isSet = (id: string | undefined) => id !== undefined && /[^0]/.test(id);
  return isSet(traceId) && isSet(parentId) ? header : undefined;
}
