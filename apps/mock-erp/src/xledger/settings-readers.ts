import { choice, count, optionalDate, optionalInstant, texts } from '../setting-values.ts';
import type { SettingsReaders } from '../settings-board.ts';
import type { XledgerSettings } from './settings.ts';

const yesOrNo = choice(true, false);

/** How each setting is read from JSON. */
export const XLEDGER_SETTING_READERS: SettingsReaders<XledgerSettings> = {
  massFailureMode: choice('atomic', 'partial'),
  burstLimit: yesOrNo,
  burstRequests: count(),
  burstWindowMs: count(),
  maxConcurrent: count(),
  credits: count(-1),
  creditsRefillMs: count(),
  tokenErrorStatus: choice(200, 401),
  tokensRevoked: yesOrNo,
  pageLimit: count(),
  massLimit: count(),
  closedTo: optionalDate,
  periodClosesAt: optionalInstant,
  closedToThen: optionalDate,
  blockedAccounts: texts(),
  webhookFailures: count(1),
};
