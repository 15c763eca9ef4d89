/**
 * How strict and how unlucky this Business Central is; may be changed while it runs. Where no source tells what the real one
 * does, the default is the answer that a client finds harder.
 */
export interface BusinessCentralSettings {
  /** Status of a journal code or line number that exists already. @source dynamics.md §9.2 gives both, 2026-11 */
  sameKeyStatus: 400 | 409;
  /** Status of a stale If-Match. */
  staleEtagStatus: 409 | 412;
  /** Whether `Microsoft.NAV.post` is found in this spelling only. */
  actionNameCasing: 'exact' | 'any';
  /** What a write with `Prefer: return=minimal` answers. */
  returnMinimal: 'no-content' | 'ignored';
  /** Whether a journal line may be on an employee; none can be read back. */
  employeeLines: 'refused' | 'accepted';
  /** How a blocked ledger account is refused when a line is made; `accepted` leaves it to posting. */
  blockedAccountAtInsert: 'table-relation' | 'field-validation' | 'accepted';
  /** Whether a tax code that does not exist is refused when a line is made; `accepted` leaves it to posting. */
  unknownTaxCodeAtInsert: 'table-relation' | 'accepted';
  /** Status of a set-up record that posting does not find. */
  missingRecordStatus: 400 | 404;
  /** Whether the fields of a line are validated as they were sent, or account type first. */
  propertyOrder: 'as-sent' | 'account-type-first';
  /** What `atomicityGroup` in a batch does. */
  atomicityGroup: 'ignored' | 'refused';
  /** Whether an item of a batch may ask for the size of its page, as it may alone. */
  pageSizeInBatch: 'honoured' | 'ignored';
  /** Body of a 401 that comes before Business Central looks at the request. */
  unauthorizedBody: 'message' | 'empty' | 'html';
  /** Status of a write with a body but without Content-Type. */
  missingContentTypeStatus: 400 | 412 | 415;
  /** Environments that the tenant's list has besides its own, such as one that is stopped; at their addresses there is nothing. */
  silentEnvironments: readonly string[];
  /** What becomes of the files on a line when it is posted: they show at none of its entries, or at each. */
  attachmentsAfterPosting: 'gone' | 'follow';

  /** Whether posting leaves an empty line behind. */
  placeholderLine: boolean;
  /** What posting answers when there is nothing but empty lines. */
  postWithoutLines: 'succeeds' | 'nothing-to-post';
  /** Whether every document must balance by itself, not just every date. */
  forceDocumentBalance: boolean;
  /** Whether posting replaces the journal by one with the next name. */
  incrementBatchName: boolean;
  /** Prefix of the numbers that posting puts in place of document numbers; empty for none. */
  postingNumberSeries: string;
  /** Whether posting waits for a background job, and whether that fails without a word. */
  jobQueue: 'off' | 'delayed' | 'fails';
  /** When the background job runs, in milliseconds of the sandbox's clock. */
  jobQueueDelayMs: number;
  /** Templates of general journals besides `GENERAL`; the first by name of all is the default. */
  furtherTemplates: readonly string[];
  /** Whether an approval workflow holds every journal. */
  approvalPending: boolean;
  /**
   * Ledger accounts with VAT posting groups, as `7140` or with the code that they bring along, as `7140:UTEN`: posting splits `vatPercent` out of amounts
   * on them, and nothing where the code of the line is `UTEN`.
   */
  vatAccounts: readonly string[];
  /** «Copy VAT Setup to Jnl. Lines»: without it a line has no VAT, whatever its account has and whatever tax code was sent. */
  copyVatSetup: boolean;
  vatPercent: number;
  /** Tax codes without a VAT posting set-up: they exist, and nothing can be posted with them. */
  taxCodesWithoutSetup: readonly string[];
  /** Ledger accounts that are blocked besides those of the seed. */
  blockedAccounts: readonly string[];
  /** Dimensions that a line must have on posting, as `7140:KOSTNADSSTED`. */
  mandatoryDimensions: readonly string[];
  /** Dimensions that may not stand together, as `KOSTNADSSTED+PROSJEKT`. */
  blockedCombinations: readonly string[];
  /** First and last date for posting, `YYYY-MM-DD`; empty means by the calendar year. */
  allowPostingFrom: string;
  allowPostingTo: string;
  /** From this instant of the sandbox's clock on (ISO), nothing before `allowPostingFromThen` can be posted; empty means never. */
  periodClosesAt: string;
  allowPostingFromThen: string;

  /** Age an entry has when a read-only replica shows it, in milliseconds of the sandbox's clock. */
  replicaLagMs: number;
  /** Whether an administrator has made reads go to the replica in spite of what the request asks for. */
  replicaAlways: boolean;

  /** Whether the limits on requests hold. */
  rateLimit: boolean;
  requestsPerWindow: number;
  windowMs: number;
  maxRunning: number;
  maxQueued: number;
  /** How long a request waits for its turn, in real milliseconds. */
  queueTimeoutMs: number;
  batchLimit: number;
  pageLimit: number;
  /** How long a link to the next page is good for, on the sandbox's clock. */
  skipTokenLifetimeMs: number;
  /** Operations that the app has no permission for, e.g. `bc.post`. */
  deniedOperations: readonly string[];
}

/** @source dynamics.md §8.2 (posting), §9.3 (limits) and §17, 2026-11; the life of a next link and the lag are invented. */
export const DEFAULT_BUSINESS_CENTRAL_SETTINGS: Readonly<BusinessCentralSettings> = {
  sameKeyStatus: 400,
  staleEtagStatus: 409,
  actionNameCasing: 'exact',
  returnMinimal: 'no-content',
  employeeLines: 'refused',
  blockedAccountAtInsert: 'table-relation',
  unknownTaxCodeAtInsert: 'table-relation',
  missingRecordStatus: 404,
  propertyOrder: 'as-sent',
  atomicityGroup: 'ignored',
  pageSizeInBatch: 'honoured',
  unauthorizedBody: 'message',
  missingContentTypeStatus: 415,
  silentEnvironments: [],
  attachmentsAfterPosting: 'gone',
  placeholderLine: true,
  postWithoutLines: 'succeeds',
  forceDocumentBalance: true,
  incrementBatchName: false,
  postingNumberSeries: '',
  jobQueue: 'off',
  jobQueueDelayMs: 60_000,
  furtherTemplates: [],
  approvalPending: false,
  vatAccounts: [],
  copyVatSetup: true,
  vatPercent: 25,
  taxCodesWithoutSetup: [],
  blockedAccounts: [],
  mandatoryDimensions: [],
  blockedCombinations: [],
  allowPostingFrom: '',
  allowPostingTo: '',
  periodClosesAt: '',
  allowPostingFromThen: '',
  replicaLagMs: 1_000,
  replicaAlways: false,
  rateLimit: true,
  requestsPerWindow: 6_000,
  windowMs: 300_000,
  maxRunning: 5,
  maxQueued: 95,
  queueTimeoutMs: 480_000,
  batchLimit: 100,
  pageLimit: 20_000,
  skipTokenLifetimeMs: 600_000,
  deniedOperations: [],
};
