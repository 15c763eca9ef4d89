import type { FaultEffect } from '../fault-effects.ts';

/** A fault with a name, for rules and scenarios, and a label a person understands. */
export interface CommonFault {
  readonly label: string;
  readonly effect: FaultEffect;
}

const html = (status: number, title: string) =>
  ({
    status,
    contentType: 'text/html; charset=utf-8',
    body: `<!doctype html><title>${title}</title><h1>${title}</h1>`,
  }) as const;
const tooMany = {
  error: {
    code: 'Application_TooManyRequests',
    message: 'Too many requests reached. Actual (101). Maximum (100).',
  },
};
const locked = {
  error: {
    code: 'Internal_ServerError',
    message:
      "We can't save your changes right now, because a record in table 'Gen. Journal Line' is being updated in a transaction " +
      'done by another session.',
  },
};

const conflict = {
  error: {
    code: '',
    message: 'An error has occurred.',
    innererror: {
      message:
        "Write failed for table row of type 'LedgerJournalLineEntity'. Infolog: Error: Cannot edit a record in " +
        'Ledger journal table (LedgerJournalTable). An update conflict occurred due to another user process deleting ' +
        'the record or changing one or more fields in the record.',
      type: 'Microsoft.Dynamics.Platform.Integration.Services.OData.AxODataWriteException',
      stacktrace: '',
    },
  },
};
const finance429 = (message: string) =>
  ({ kind: 'status', status: 429, headers: { 'retry-after': '5' }, body: { error: { code: '', message } } }) as const;

/** The faults by name. @source dynamics.md §9.2 and §17, 2026-11 */
export const COMMON_FAULTS: Readonly<Record<string, CommonFault>> = {
  lost: { label: 'Does the work, but the answer is lost', effect: { kind: 'commit-then-drop' } },
  'bad-gateway': {
    label: 'Does the work, but answers 502',
    effect: { kind: 'commit-then-status', ...html(502, 'Bad gateway') },
  },
  'gateway-timeout': {
    label: 'Does the work, but answers 504',
    effect: { kind: 'commit-then-status', ...html(504, 'Gateway timeout') },
  },
  truncated: { label: 'Does the work, but the answer is cut off halfway', effect: { kind: 'truncate' } },
  reset: {
    label: 'Does the work, but resets the connection after 20 bytes',
    effect: { kind: 'reset', afterBytes: 20 },
  },
  'late-commit': {
    label: 'Answers nothing and does the work 3 s later',
    effect: { kind: 'late-commit', ms: 3_000 },
  },
  dropped: { label: 'Cuts the connection before any work', effect: { kind: 'drop-before' } },
  hang: { label: 'Never answers and does nothing', effect: { kind: 'hang' } },
  slow: { label: 'Answers 10 s late', effect: { kind: 'delay', ms: 10_000 } },
  'too-many': {
    label: 'Refuses with 429, retry after 5 s',
    effect: { kind: 'status', status: 429, headers: { 'retry-after': '5' }, body: tooMany },
  },
  'too-many-silent': {
    label: 'Refuses with 429 and does not say when to retry',
    effect: { kind: 'status', status: 429, body: tooMany },
  },
  unavailable: {
    label: 'Refuses with 503, an HTML page and retry after 5 s',
    effect: { kind: 'status', headers: { 'retry-after': '5' }, ...html(503, 'Service unavailable') },
  },
  'refused-by-gateway': {
    label: 'Refuses with 502, an HTML page and retry after 5 s',
    effect: { kind: 'status', headers: { 'retry-after': '5' }, ...html(502, 'Bad gateway') },
  },
  overloaded: { label: 'Refuses with 529', effect: { kind: 'status', ...html(529, 'Site is overloaded') } },
  'query-timed-out': {
    label: 'Does the work, but says that the query timed out (Xledger)',
    effect: { kind: 'commit-then-status', status: 200, body: { errors: [{ message: 'Your query timed out.' }] } },
  },
  compressed: { label: 'Answers in gzip', effect: { kind: 'gzip' } },
  'request-timeout': { label: 'Answers 408 and does nothing', effect: { kind: 'status', status: 408 } },
  'login-page': { label: 'Answers 200 with an HTML sign-in page', effect: { kind: 'status', ...html(200, 'Sign in') } },
  locked: {
    label: 'Refuses with 409: a record is locked (Business Central)',
    effect: { kind: 'status', status: 409, body: locked },
  },
  'update-conflict': {
    label: 'Refuses with 500: an update conflict (Finance & Operations)',
    effect: { kind: 'status', status: 500, body: conflict },
  },
  'too-many-resources': {
    label: 'Refuses with 429: the system is busy (Finance & Operations)',
    effect: finance429(
      'This request could not be processed at this time due to system experiencing high resource utilization.',
    ),
  },
  'too-much-execution-time': {
    label: 'Refuses with 429: too much execution time (Finance & Operations)',
    effect: finance429('Combined execution time of incoming requests exceeded limit of 1200 seconds.'),
  },
  'partial-batch': {
    label: 'Does only the first item of a batch (Business Central)',
    effect: { kind: 'partial-batch', items: 1 },
  },
  'omitted-batch-result': {
    label: 'Leaves out the last result of a batch (Business Central)',
    effect: { kind: 'omit-batch-results', items: 1 },
  },
  'shuffled-batch-results': {
    label: 'Gives the results of a batch in another order (Business Central)',
    effect: { kind: 'shuffle-batch-results' },
  },
  'revoked-tokens': {
    label: 'Revokes all access tokens given so far (Entra, Xledger REST)',
    effect: { kind: 'revoke-tokens' },
  },
  'period-closed': {
    label: 'Closes all periods, as the call comes in',
    effect: {
      kind: 'settings',
      changes: {
        xledger: { closedTo: '9999-12-31' },
        businessCentral: { allowPostingFrom: '9999-12-31' },
        finance: { closedTo: '9999-12-31' },
      },
    },
  },
  'account-blocked': {
    label: 'Blocks account 7140, as the call comes in',
    effect: {
      kind: 'settings',
      changes: {
        xledger: { blockedAccounts: ['7140'] },
        businessCentral: { blockedAccounts: ['7140'] },
        finance: { blockedAccounts: ['7140'] },
      },
    },
  },
  'replica-behind': {
    label: 'Makes the read-only replica lag by an hour (Business Central)',
    effect: { kind: 'settings', changes: { businessCentral: { replicaLagMs: 3_600_000, replicaAlways: true } } },
  },
  'credits-exhausted': {
    label: 'Uses up all credits (Xledger)',
    effect: { kind: 'settings', changes: { xledger: { credits: 0 } } },
  },
};

/** The operations that the page offers; an empty one means any, and `bc.journals` also `bc.journals.create` and its like. */
export const COMMON_OPERATIONS = [
  'xledger.addGLImportItems',
  'xledger.glImportItems',
  'xledger.journalEntries',
  'xledger-rest.token',
  'xledger-rest.journalEntries.create',
  'xledger-rest.journalEntries.list',
  'openid.token',
  'entra.discovery',
  'entra.token',
  'bc.companies',
  'bc.accounts',
  'bc.dimensions',
  'bc.journals',
  'bc.journals.create',
  'bc.journalLines',
  'bc.journalLines.create',
  'bc.dimensionSetLines',
  'bc.batch',
  'bc.post',
  'bc.generalLedgerEntries',
  'bc.reportsFinance',
  'finance.LedgerJournalHeaders.create',
  'finance.LedgerJournalLines.create',
  'finance.MainAccounts',
  'finance.batch',
  'key-vault.get',
  'key-vault.unwrapKey',
];
