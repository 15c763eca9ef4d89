import { createServer, type IncomingMessage } from 'node:http';

/** How the server differs from the sandbox. Everything is allowed by the reference, or was met somewhere. */
export interface Unkindness {
  /** Its version has no such field, and it does not say so. */
  readonly withoutIntegrationKey?: 'refuses to read it' | 'refuses to write it';
  /** No two journals may have the same integration key. */
  readonly hasUniqueIntegrationKeys?: boolean;
  /** It numbers vouchers itself, as lines are written. */
  readonly numbersVouchers?: boolean;
  /** The journal name brings an offset account along. */
  readonly offsetAccount?: string;
  /** A change set that fails leaves what was written before. */
  readonly keepsHalves?: boolean;
  /** Posted lines are deleted. */
  readonly forgetsPostedLines?: boolean;
  /** Longest description. */
  readonly descriptionLength?: number;
  /** Makes journals in its own default company, whatever is asked. */
  readonly ignoresCompany?: boolean;
  /** What it does to a line before it keeps it. */
  readonly alters?: (line: Row) => Row;
}

type Row = Readonly<Record<string, unknown>>;
type Kind = 'LedgerJournalHeaders' | 'LedgerJournalLines';

/** A Finance & Operations of nobody's making: pages of two, numbers as texts, no tags, bare answers, and it stops a batch at its first failure. */
export interface UnkindServer extends AsyncDisposable {
  readonly url: string;
  readonly rows: Record<Kind, Row[]>;
  post(): void;
}

interface Reply {
  readonly status: number;
  readonly body?: unknown;
}

const defaultCompany = 'dat';
const knownAccounts = ['7140', '2910', '1920'];

/** Starts it on this machine, over plain http. */
export async function startUnkindServer(how: Unkindness = {}): Promise<UnkindServer> {
  const rows: UnkindServer['rows'] = { LedgerJournalHeaders: [], LedgerJournalLines: [] };
  const server = createServer((request, response) => {
    const respond = (body: string) => {
      const url = new URL(request.url ?? '', 'http://localhost');
      if (url.pathname === '/data/$batch') {
        const boundary = /boundary=(\S+)/.exec(request.headers['content-type'] ?? '')?.[1] ?? '';
        response.writeHead(202, { 'content-type': 'Multipart/Mixed; charset=utf-8; boundary="answers"' });
        response.end(batch(body, boundary));
        return;
      }
      const reply = answer(request.method ?? '', url, body);
      response.writeHead(reply.status, { 'content-type': 'application/json' });
      response.end(reply.body === undefined ? '' : JSON.stringify(reply.body));
    };
    void textOf(request).then(respond);
  });

  const answer = (method: string, url: URL, body: string): Reply => {
    if (url.pathname === '/data/JournalNames')
      return { status: 200, body: { value: [{ dataAreaId: 'hlf', Name: 'GenJrn' }] } };
    const [, kind, key] =
      /^\/data\/(LedgerJournalHeaders|LedgerJournalLines)(\(.*\))?$/.exec(decodeURIComponent(url.pathname)) ?? [];
    if (kind !== 'LedgerJournalHeaders' && kind !== 'LedgerJournalLines') return { status: 404 };
    if (method === 'GET') return list(kind, url);
    if (method === 'POST')
      return kind === 'LedgerJournalHeaders' ? createHeader(JSON.parse(body)) : createLine(JSON.parse(body));
    const found = rows[kind].filter((row) => hasKey(row, key ?? ''));
    if (found.length !== 1) return { status: 404 };
    if (method === 'DELETE') {
      if (kind === 'LedgerJournalHeaders' && rows.LedgerJournalLines.length > 0) return refusal('Lines exist.');
      rows[kind] = rows[kind].filter((row) => !found.includes(row));
      return { status: 204 };
    }
    const changes: Row = JSON.parse(body);
    rows[kind] = rows[kind].map((row) => (found.includes(row) ? { ...row, ...changes } : row));
    return { status: 204 };
  };

  const list = (kind: Kind, { searchParams }: URL): Reply => {
    const select = searchParams.get('$select') ?? '';
    if (how.withoutIntegrationKey === 'refuses to read it' && select.includes('IntegrationKey')) return { status: 400 };
    const isCross = searchParams.get('cross-company') === 'true';
    const skip = Number(searchParams.get('$skip') ?? 0);
    const all = rows[kind].filter((row) => isCross || row['dataAreaId'] === defaultCompany);
    const passing = all.filter((row) => passes(row, searchParams.get('$filter') ?? ''));
    // The link to the next page forgets to speak of all companies.
    const filter = encodeURIComponent(searchParams.get('$filter') ?? '');
    const next = `${kind}?$filter=${filter}&$select=${select}&$skip=${skip + 2}`;
    const value = passing.slice(skip, skip + 2).map(asTexts);
    return { status: 200, body: { value, ...(passing.length > skip + 2 ? { '@odata.nextLink': next } : {}) } };
  };

  const createHeader = (fields: Row): Reply => {
    if (how.withoutIntegrationKey !== undefined && 'IntegrationKey' in fields) {
      const message = "The property 'IntegrationKey' does not exist on type 'LedgerJournalHeader'.";
      return { status: 400, body: { error: { message } } };
    }
    const isTaken = (it: Row) => 'IntegrationKey' in fields && it['IntegrationKey'] === fields['IntegrationKey'];
    if (how.hasUniqueIntegrationKeys === true && rows.LedgerJournalHeaders.some(isTaken))
      return refusal('The record already exists..');
    const JournalBatchNumber = String(rows.LedgerJournalHeaders.length + 1);
    const Description = String(fields['Description']).slice(0, how.descriptionLength ?? 60);
    const company = how.ignoresCompany === true ? { dataAreaId: defaultCompany } : {};
    const row = { ...fields, ...company, JournalBatchNumber, Description, IsPosted: 'No' };
    rows.LedgerJournalHeaders.push(row);
    return { status: 201, body: row };
  };

  const createLine = (fields: Row): Reply => {
    const { JournalBatchNumber, LineNumber, AccountDisplayValue } = fields;
    const isThere = (it: Row) => it['JournalBatchNumber'] === JournalBatchNumber && it['LineNumber'] === LineNumber;
    if (rows.LedgerJournalLines.some(isThere)) return refusal('The record already exists..');
    if (!knownAccounts.includes(String(AccountDisplayValue).split('-')[0] ?? '')) return refusal('Nope.');
    const voucher = how.numbersVouchers === true ? { Voucher: `V${String(fields['Document'])}` } : {};
    const offset = how.offsetAccount === undefined ? {} : { OffsetAccountDisplayValue: how.offsetAccount };
    const row = { ...fields, ...voucher, ...offset };
    rows.LedgerJournalLines.push(how.alters?.(row) ?? row);
    return { status: 201 };
  };

  const batch = (body: string, boundary: string): string => {
    const answers: string[] = [];
    for (const part of partsOf(body, boundary)) {
      const inner = /boundary=(\S+)/.exec(part.split('\r\n\r\n')[0] ?? '')?.[1];
      const requests = inner === undefined ? [part] : partsOf(part, inner);
      const before = { ...rows, LedgerJournalLines: [...rows.LedgerJournalLines] };
      const replies: Reply[] = [];
      for (const request of requests) {
        const [, method = '', url = '', rest = ''] = /([A-Z]+) (\S+) HTTP\/1\.1([^]*)/.exec(request) ?? [];
        const reply = answer(method, new URL(url, 'http://localhost'), rest.slice(rest.indexOf('\r\n\r\n') + 4));
        replies.push(reply);
        if (reply.status >= 300) break;
      }
      const failed = replies.find(({ status }) => status >= 300);
      if (failed !== undefined && how.keepsHalves !== true) rows.LedgerJournalLines = before.LedgerJournalLines;
      // A change set that failed is answered as if it were one request, without a name.
      if (failed !== undefined || inner === undefined) answers.push(httpPart(failed ?? replies[0]));
      else
        answers.push(`Content-Type: multipart/mixed; boundary=inner\n\n${multipart(replies.map(httpPart), 'inner')}`);
      // It does not go on after a failure.
      if (failed !== undefined) break;
    }
    return `A preamble that means nothing.\n${multipart(answers, 'answers')}`;
  };

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`,
    rows,
    post() {
      rows.LedgerJournalHeaders = rows.LedgerJournalHeaders.map((row) => ({ ...row, IsPosted: 'Yes' }));
      if (how.forgetsPostedLines === true) rows.LedgerJournalLines = [];
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString();
}

function refusal(text: string): Reply {
  const message = `Write failed for table row of type 'LedgerJournalLineEntity'. Infolog: Error: ${text}`;
  return { status: 500, body: { error: { code: '', innererror: { message } } } };
}

function passes(row: Row, filter: string): boolean {
  const conditions = [...filter.matchAll(/(\w+) eq '((?:[^']|'')*)'/g)].map(
    ([, field = '', text = '']) => textIn(row, field).trim().toLowerCase() === text.toLowerCase(),
  );
  const [first = true, ...others] = conditions;
  return first && (others.length === 0 || (filter.includes(' or ') ? others.some(Boolean) : others.every(Boolean)));
}

function textIn(row: Row, field: string): string {
  const value = row[field];
  return typeof value === 'string' ? value : '';
}

function hasKey(row: Row, key: string): boolean {
  const pairs = [...key.matchAll(/(\w+)=(?:'([^']*)'|([\d.]+))/g)];
  return pairs.every(([, field = '', text, number]) => {
    return text === undefined ? Number(row[field]) === Number(number) : textIn(row, field) === text;
  });
}

/** Numbers as texts with ten decimals, display values without what is empty at their end. */
function asTexts(row: Row): Row {
  const entries = Object.entries(row).map(([name, value]) => {
    if (typeof value === 'number') return [name, `${value.toFixed(2)}00000000`];
    return [name, name === 'AccountDisplayValue' ? String(value).replace(/-+$/, '') : value];
  });
  return Object.fromEntries(entries);
}

function httpPart(reply: Reply = { status: 500 }): string {
  const body = reply.body === undefined ? '' : JSON.stringify(reply.body);
  return `content-type: application/http\ncontent-transfer-encoding: binary\n\nHTTP/1.1 ${reply.status}\nContent-Type: application/json\n\n${body}`;
}

function multipart(parts: readonly string[], boundary: string): string {
  return `${parts.map((part) => `--${boundary}\n${part}\n`).join('')}--${boundary}--\nAn epilogue.`;
}

function partsOf(body: string, boundary: string): readonly string[] {
  return body.split(`--${boundary}`).slice(1, -1);
}
