import { choice, count, optionalDate, optionalInstant, text, texts } from '../setting-values.ts';
import type { SettingsReaders } from '../settings-board.ts';
import type { BusinessCentralSettings } from './settings.ts';

const yesOrNo = choice(true, false);

/** How each setting is read from JSON. */
export const BUSINESS_CENTRAL_SETTING_READERS: SettingsReaders<BusinessCentralSettings> = {
  sameKeyStatus: choice(400, 409),
  staleEtagStatus: choice(409, 412),
  actionNameCasing: choice('exact', 'any'),
  returnMinimal: choice('no-content', 'ignored'),
  employeeLines: choice('refused', 'accepted'),
  blockedAccountAtInsert: choice('table-relation', 'field-validation', 'accepted'),
  propertyOrder: choice('as-sent', 'account-type-first'),
  atomicityGroup: choice('ignored', 'refused'),
  unauthorizedBody: choice('message', 'empty', 'html'),
  missingContentTypeStatus: choice(400, 412, 415),
  placeholderLine: yesOrNo,
  postWithoutLines: choice('succeeds', 'nothing-to-post'),
  forceDocumentBalance: yesOrNo,
  incrementBatchName: yesOrNo,
  postingNumberSeries: text(/^[A-Z0-9-]{0,10}$/, 'at most 10 capital letters, digits or hyphens'),
  jobQueue: choice('off', 'delayed', 'fails'),
  jobQueueDelayMs: count(),
  approvalPending: yesOrNo,
  vatAccounts: texts(),
  vatPercent: count(),
  blockedAccounts: texts(),
  mandatoryDimensions: texts(/^[^:]+:[^:]+$/, 'account:DIMENSION'),
  blockedCombinations: texts(/^[^+]+\+[^+]+$/, 'DIMENSION+DIMENSION'),
  allowPostingFrom: optionalDate,
  allowPostingTo: optionalDate,
  periodClosesAt: optionalInstant,
  allowPostingFromThen: optionalDate,
  replicaLagMs: count(),
  replicaAlways: yesOrNo,
  rateLimit: yesOrNo,
  requestsPerWindow: count(),
  windowMs: count(),
  maxRunning: count(1),
  maxQueued: count(),
  queueTimeoutMs: count(),
  batchLimit: count(1),
  pageLimit: count(1),
  skipTokenLifetimeMs: count(),
  deniedOperations: texts(/^bc\./, 'an operation that begins with bc.'),
};
