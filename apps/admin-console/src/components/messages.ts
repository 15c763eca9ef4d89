import type { MessageTable } from '../i18n/message-table.ts';

export const componentMessages = {
  'list.more': { nb: 'Vis flere', en: 'Show more' },
  'code.none': { nb: 'Ingen treff', en: 'Nothing found' },
  'code.open': { nb: 'Vis listen', en: 'Show the list' },
  'code.unknown': { nb: 'Finnes ikke i regnskapssystemet.', en: 'Is not in the accounting system.' },
  'code.closed': { nb: 'Stengt for føring.', en: 'Closed for posting.' },
  'code.option': { nb: '{code} {name}', en: '{code} {name}' },
  'code.option.closed': { nb: '{code} {name} (stengt for føring)', en: '{code} {name} (closed for posting)' },
  'unsaved.question': { nb: 'Gå herfra uten å lagre?', en: 'Leave without saving?' },
  'unsaved.text': {
    nb: 'Du har endret noe her som ikke er lagret. Går du, er det borte.',
    en: 'You have changed something here that is not saved. If you leave, it is gone.',
  },
  'unsaved.leave': { nb: 'Gå uten å lagre', en: 'Leave without saving' },
  'dialog.cancel': { nb: 'Avbryt', en: 'Cancel' },
  'dialog.working': { nb: 'Et øyeblikk …', en: 'One moment …' },
  'query.loading': { nb: 'Henter …', en: 'Loading …' },
  'query.try-again': { nb: 'Prøv igjen', en: 'Try again' },
  'query.outdated': {
    nb: 'Tallene kunne ikke oppdateres. Du ser det som var sant kl. {time}.',
    en: 'The figures could not be updated. You see what was true at {time}.',
  },
  'problem.unreachable.title': { nb: 'Bilag svarer ikke', en: 'Bilag does not answer' },
  'problem.unreachable.text': {
    nb: 'Sjekk at du er på nett. Siden prøver igjen av seg selv.',
    en: 'Check that you are online. The page tries again by itself.',
  },
  'problem.wordless.title': { nb: 'Noe gikk galt', en: 'Something went wrong' },
  'problem.wordless.text': {
    nb: 'Tjenesten svarte {status} uten å si hvorfor. Prøv igjen, og si fra hvis det gjentar seg.',
    en: 'The service answered {status} without saying why. Try again, and tell somebody if it happens again.',
  },
  'problem.code': { nb: 'Feilkode: {code}', en: 'Error code: {code}' },
  'link.outside': { nb: '{name} (i en ny fane)', en: '{name} (in a new tab)' },
  'problem.remedy': { nb: 'Hva du kan gjøre', en: 'What you can do' },
  'notice.info': { nb: 'Til orientering:', en: 'Note:' },
  'notice.success': { nb: 'Utført:', en: 'Done:' },
  'notice.warning': { nb: 'Advarsel:', en: 'Warning:' },
  'notice.danger': { nb: 'Feil:', en: 'Error:' },
  'controls.lost': {
    nb: 'Resten av siden kom ikke fram. Sjekk nettet, og last siden på nytt.',
    en: 'The rest of the page did not arrive. Check your network, and load the page again.',
  },
} as const satisfies MessageTable;
