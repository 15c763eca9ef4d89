import { type AlertNotice, alertEventText, alertHref, alertText, platformId } from '@bilag/core';

/** A message as plain text. */
export interface AlertMail {
  /** One line. */
  readonly subject: string;
  readonly text: string;
}

/**
 * An alert as a message that a Norwegian and an English reader understand, first in bokmål. What others wrote, such as the words of an accounting system, cannot
 * break out of its line.
 */
export function alertMail({ event, alert }: AlertNotice, link: (path: string) => string): AlertMail {
  const [bokmål, english] = (['nb', 'en'] as const).map((language) => ({
    event: alertEventText(event, language),
    ...alertText(alert, language),
  }));
  const who = alert.organizationId === platformId ? 'Bilag' : (alert.organizationName ?? alert.organizationId);
  const address = link(alertHref(alert));
  const paragraphs = [bokmål, english].map((it) =>
    it === undefined ? [] : [`${it.event}: ${it.title}`, it.text, ''].map(oneLine),
  );
  return {
    subject: oneLine(`[Bilag] ${who}: ${bokmål?.event}: ${bokmål?.title}`).slice(0, 200).toWellFormed(),
    text: [oneLine(who), '', ...(paragraphs[0] ?? []), '---', '', ...(paragraphs[1] ?? []), address, ''].join('\n'),
  };
}

/** Without line breaks and other control characters, which in the head of a message would begin another field. */
function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim();
}
