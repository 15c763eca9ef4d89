import type { AlertSettings, AlertSettingsChange } from '../../api/alert-settings.ts';

/** The settings as somebody types them. */
export interface AlertDraft {
  readonly errorsPerDay: string;
  readonly pendingHours: string;
  /** One address a line. */
  readonly emails: string;
  /** Empty: no webhook. */
  readonly url: string;
  /** Empty: the one that is set stays. */
  readonly secret: string;
}

/** What is saved, to be changed. The secret is not among it. */
export function draftOf({ errorsPerDay, pendingHours, emails, webhook }: AlertSettings): AlertDraft {
  return {
    errorsPerDay: String(errorsPerDay),
    pendingHours: String(pendingHours),
    emails: emails.join('\n'),
    url: webhook?.url ?? '',
    secret: '',
  };
}

/** Which fields cannot be what was meant; all else the service judges. */
export function faultsOf({ errorsPerDay, pendingHours, emails, url, secret }: AlertDraft) {
  return {
    errorsPerDay: !isWhole(errorsPerDay),
    pendingHours: !isWhole(pendingHours),
    emails: !linesOf(emails).every((it) => /^[^\s@]+@[^\s@]+$/.test(it)),
    url: url.trim() === '' ? secret.trim() !== '' : !/^https:\/\/./.test(url.trim()),
    secret: secret.trim() !== '' && !secret.trim().startsWith('whsec_'),
  };
}

/** What the service is to save. */
export function changeOf({ errorsPerDay, pendingHours, emails, url, secret }: AlertDraft): AlertSettingsChange {
  return {
    errorsPerDay: Number(errorsPerDay),
    pendingHours: Number(pendingHours),
    emails: linesOf(emails),
    webhook: url.trim() === '' ? null : { url: url.trim(), ...(secret.trim() === '' ? {} : { secret: secret.trim() }) },
  };
}

/** Whether something else would be saved than what is. */
export const isChanged = (draft: AlertDraft, saved: AlertSettings) =>
  draft.secret !== '' || JSON.stringify(changeOf(draft)) !== JSON.stringify(changeOf(draftOf(saved)));

const isWhole = (text: string) => /^\d{1,6}$/.test(text.trim());

const linesOf = (text: string) =>
  text
    .split(/[\s,;]+/)
    .map((it) => it.trim())
    .filter((it) => it !== '');
