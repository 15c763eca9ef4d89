import fc from 'fast-check';
import { BC, COMPANY } from './business-central.ts';

const words = (text: string) => text.split(' ');

/** Texts that parsers stumble over. */
const nasty = fc.oneof(
  fc.constantFrom('', ' ', '\u0000', ...words("' '' ( ) () % %zz %00 .. // $ @ = & ? #")),
  fc.constantFrom(...words('null NaN -0 1e999 __proto__ constructor toString hasOwnProperty 💥 ٣')),
  fc.constantFrom(
    '('.repeat(5_000),
    'a'.repeat(20_000),
    'not '.repeat(2_000),
    `'${"'".repeat(4_001)}`,
    '9'.repeat(400),
  ),
  fc.string({ maxLength: 20 }),
  fc.string({ unit: 'binary', maxLength: 10 }),
);

const sensible = fc.constantFrom(
  ...words(
    'id code number amount LineNumber dataAreaId journals journalLines accounts eq and or in any contains startswith',
  ),
  ...words("desc 1 'x' true 2026-05-04 2026-99-99 2026-05-04T99:99:99Z"),
);
const expression = fc
  .array(fc.oneof({ weight: 3, arbitrary: sensible }, nasty), { maxLength: 8 })
  .map((parts) => parts.join(' '));

const FIELDS = words(
  'code displayName accountType accountId accountNumber postingDate amount lineNumber requests dimensionSetLines journalLines ' +
    'dataAreaId JournalName JournalBatchNumber LineNumber DebitAmount AccountDisplayValue TransDate query variables ' +
    'operationName __proto__ effect nth kind',
);
const value = fc.oneof(
  nasty,
  fc.double(),
  fc.constantFrom<unknown>(null, true, 0, -1, 1e300, 0.001, [], {}, [[]], [null], [1], {
    id: null,
    method: 1,
    url: {},
  }),
  fc.array(fc.record({ id: nasty, method: nasty, url: nasty, dependsOn: nasty }), { maxLength: 3 }),
);
const json = fc.oneof(
  fc.json({ maxDepth: 4 }),
  fc.constantFrom('', '{', '[', '"', '{"a":}', 'null', '[]', '1', '\uFEFF{}', '['.repeat(30_000)),
  fc.constant(JSON.stringify({ blob: 'x'.repeat(300_000) })),
  fc.dictionary(fc.constantFrom(...FIELDS), value, { maxKeys: 8 }).map((it) => JSON.stringify(it)),
  fc.record({ query: expression, variables: fc.object() }).map((it) => JSON.stringify(it)),
);
const multipart = fc
  .tuple(expression, json)
  .map(([head, body]) => `--b\r\n${head}\r\n\r\nPOST ${head} HTTP/1.1\r\n\r\n${body}\r\n--b--\r\n`);

const headers = fc.record(
  {
    'content-type': fc.oneof(
      { weight: 3, arbitrary: fc.constant('application/json') },
      fc.constantFrom('multipart/mixed; boundary=b', 'multipart/form-data; boundary=b', 'multipart/mixed'),
      fc.constantFrom('text/plain', 'application/x-www-form-urlencoded', ';;'),
    ),
    prefer: fc.constantFrom(
      'odata.maxpagesize=0',
      'odata.maxpagesize=-1',
      'return=minimal',
      'maxpagesize=99999999999',
      ';',
    ),
    'if-match': fc.constantFrom('*', 'W/"x"', 'x', '""'),
    isolation: fc.constantFrom('snapshot', 'x'),
    accept: fc.constantFrom('*/*', 'application/json', 'text/html'),
    'data-access-intent': fc.constantFrom('ReadOnly', 'ReadWrite', 'x'),
    company: fc.constantFrom('HLF', 'x', '()'),
  },
  { requiredKeys: ['content-type'] },
);

/** Places to ask at; the part before the first slash stands for a server and a base, `*` becomes something nasty. */
const PLACES = [
  ...words(
    `bc/${COMPANY}/* bc/${COMPANY}/journals bc/${COMPANY}/journals(*) bc/${COMPANY}/accounts bc/companies(*)/journals`,
  ),
  ...words(
    'bc/journal/journalLines bc/journal/* bc/$batch bc/$metadata bc/* v2.0/*/*/api/v2.0/companies environments/v1.2',
  ),
  ...words(`bc/${COMPANY}/dimensionValues/* reports/${COMPANY}/generalLedgerEntries *`),
  ...words(
    'finance/data/LedgerJournalHeaders finance/data/LedgerJournalHeaders(*) finance/data/LedgerJournalLines finance/*',
  ),
  "finance/data/LedgerJournalLines(dataAreaId='hlf',JournalBatchNumber='*',LineNumber=*)",
  ...words('finance/data/MainAccounts finance/data/$batch finance/data/* finance/api/services/*'),
  ...words(`entra/${BC.tenantId}/oauth2/v2.0/token entra/*/v2.0/.well-known/openid-configuration entra/*`),
  ...words('http/xledger/graphql http/xledger/* http/page/faults http/*'),
  ...words(
    'http/xledger/rest/oauth2/token http/xledger/rest/v1/journal-entries http/xledger/rest/v1/* http/xledger/rest/*',
  ),
  ...words(
    'http/xledger/rest/v1/accounts http/xledger/rest/v1/journal-entries/* openid/token openid/authorize openid/*',
  ),
  ...words('http/control/faults http/control/clock http/control/scenario http/control/settings http/control/ledger'),
  ...words('http/control/finance/post http/control/*'),
];
const OPTIONS = words(
  '$filter $select $expand $orderby $top $skip $skiptoken $count $schemaversion company cross-company reference limit cursor externalId client_id $x',
);

/** What may stand in a request line, which has room for 16 kB all in all. */
const bare = (text: string) => text.replaceAll(/[^!-~]/g, '').slice(0, 4_000);

const place = fc
  .tuple(fc.constantFrom(...PLACES), nasty, fc.boolean())
  .map(([at, text, isEncoded]) => at.replaceAll('*', bare(isEncoded ? encodeURIComponent(text.toWellFormed()) : text)));
const query = fc
  .array(fc.tuple(fc.constantFrom(...OPTIONS), expression), { maxLength: 3 })
  .map((options) =>
    options.map(([name, text]) => `${name}=${encodeURIComponent(text.toWellFormed()).slice(0, 2_500)}`).join('&'),
  );

/** Requests that nobody in their right mind sends. */
export const nastyRequest = fc.record({
  method: fc.constantFrom('GET', 'GET', 'POST', 'POST', 'PATCH', 'DELETE', 'PUT'),
  place,
  query,
  headers,
  body: fc.oneof({ weight: 3, arbitrary: json }, multipart, nasty),
  hasWrongToken: fc.nat(9).map((number) => number === 0),
});
