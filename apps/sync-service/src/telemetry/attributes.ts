/** What our spans and metrics say of a voucher on its way. Ids and codes only: no names, no texts, no amounts. */
export const attribute = {
  organization: 'bilag.organization.id',
  record: 'bilag.record.id',
  reference: 'bilag.voucher.reference',
  connector: 'bilag.connector',
  outcome: 'bilag.outcome',
  errorCode: 'bilag.error.code',
  attempt: 'bilag.attempt',
  batchSize: 'bilag.batch.size',
  state: 'bilag.state',
} as const;

/** Attributes of other people's instrumentation that may leave the process, by the semantic conventions. */
const conventional = [
  'db.client.connection.pool.name',
  'db.namespace',
  'db.operation.name',
  'db.query.text',
  'db.response.status_code',
  'db.system.name',
  'error.type',
  'http.request.method',
  'http.response.status_code',
  'http.route',
  'network.peer.port',
  'network.protocol.name',
  'network.protocol.version',
  'server.address',
  'server.port',
  'url.path',
  'url.scheme',
] as const;

const allowed: ReadonlySet<string> = new Set([...Object.values(attribute), ...conventional]);

/** Whether a span's attribute may be exported. What nobody has thought of may not. */
export const isAllowed = (name: string): boolean => allowed.has(name);
