import type { MessageTable } from '../../i18n/message-table.ts';

export const alertSettingsMessages = {
  'alert-settings.title': { nb: 'Varsling for {organization}', en: 'Alert settings of {organization}' },
  'alert-settings.intro': {
    nb: 'Varsler vises alltid her i Bilag. Her velger du når det varsles, og hvem som i tillegg får melding.',
    en: 'Alerts are always shown here in Bilag. Here you choose when there is an alert, and who is told besides.',
  },
  'alert-settings.step': { nb: 'Varsling', en: 'Alerts' },
  'alert-settings.step.text': {
    nb: 'Når det varsles, og hvem som får melding på e-post eller webhook.',
    en: 'When there is an alert, and who is told by e-mail or webhook.',
  },
  'alert-settings.step.go': { nb: 'Endre varsling', en: 'Change alert settings' },
  'alert-settings.thresholds': { nb: 'Når det varsles', en: 'When there is an alert' },
  'alert-settings.errors': { nb: 'Feil på ett døgn', en: 'Errors in 24 hours' },
  'alert-settings.errors.hint': { nb: 'Flere enn så mange gir varsel', en: 'More than so many are an alert' },
  'alert-settings.hours': { nb: 'Timer i kø', en: 'Hours pending' },
  'alert-settings.hours.hint': {
    nb: 'Krav som venter lenger, gir varsel',
    en: 'Records that wait longer are an alert',
  },
  'alert-settings.receivers': { nb: 'Hvem som får melding', en: 'Who is told' },
  'alert-settings.emails': { nb: 'E-postadresser', en: 'E-mail addresses' },
  'alert-settings.emails.hint': { nb: 'Én på hver linje', en: 'One on each line' },
  'alert-settings.no-mail': {
    nb: 'Denne installasjonen sender ikke e-post',
    en: 'This installation sends no e-mail',
  },
  'alert-settings.no-mail.text': {
    nb: 'Adressene lagres, men ingen får melding før den som drifter Bilag, har satt opp en e-posttjener. Varslene vises her i Bilag uansett.',
    en: 'The addresses are saved, but nobody is told until whoever operates Bilag has set up a mail server. Alerts are shown here in Bilag all the same.',
  },
  'alert-settings.url': { nb: 'Adresse for webhook', en: 'Webhook address' },
  'alert-settings.url.hint': {
    nb: 'Begynner med https://; tomt felt betyr ingen webhook',
    en: 'Begins with https://; an empty field means no webhook',
  },
  'alert-settings.secret': { nb: 'Hemmelighet for webhook', en: 'Webhook secret' },
  'alert-settings.secret.hint': {
    nb: 'whsec_ og 24 til 64 tilfeldige byte i base64; vises aldri igjen',
    en: 'whsec_ and the base64 of 24 to 64 random bytes; never shown again',
  },
  'alert-settings.secret.set': {
    nb: 'Satt {at} av {by}. Et tomt felt beholder den.',
    en: 'Set {at} by {by}. An empty field keeps it.',
  },
  'alert-settings.save': { nb: 'Lagre varsling', en: 'Save alert settings' },
  'alert-settings.saved': { nb: 'Varslingen er lagret.', en: 'The alert settings are saved.' },
  'alert-settings.saved.no-mail': {
    nb: 'Varslingen er lagret, men ingen e-post sendes ennå.',
    en: 'The alert settings are saved, but no e-mail is sent yet.',
  },
  'alert-settings.wrong.errorsPerDay': { nb: 'Skriv et helt tall.', en: 'Write a whole number.' },
  'alert-settings.wrong.pendingHours': { nb: 'Skriv et helt tall.', en: 'Write a whole number.' },
  'alert-settings.wrong.emails': {
    nb: 'Minst én av dem er ikke en e-postadresse.',
    en: 'At least one of them is no e-mail address.',
  },
  'alert-settings.wrong.url': {
    nb: 'Skriv en adresse som begynner med https://.',
    en: 'Write an address that begins with https://.',
  },
  'alert-settings.wrong.secret': { nb: 'Den begynner med whsec_.', en: 'It begins with whsec_.' },
} as const satisfies MessageTable;
