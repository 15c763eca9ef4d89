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
  'unsaved.restored': {
    nb: 'Det du hadde skrevet før du logget inn på nytt, står i skjemaet. Det er ikke lagret.',
    en: 'What you had typed before you signed in again is in the form. It is not saved.',
  },
  'unsaved.restored.no-secrets': {
    nb: 'Det du hadde skrevet før du logget inn på nytt, står i skjemaet, bortsett fra hemmelighetene: skriv dem igjen. Ingenting er lagret.',
    en: 'What you had typed before you signed in again is in the form, but for the secrets: type them again. Nothing is saved.',
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
  'problem.unreachable.deed': {
    nb: 'Det er ikke sikkert at dette ble utført. Det du skrev, står her. Sjekk at du er på nett, og prøv igjen.',
    en: 'It is not certain that this was done. What you typed is still here. Check that you are online, and try again.',
  },
  'problem.wordless.title': { nb: 'Noe gikk galt', en: 'Something went wrong' },
  'problem.wordless.text': {
    nb: 'Tjenesten svarte {status} uten å si hvorfor. Prøv igjen, og si fra hvis det gjentar seg.',
    en: 'The service answered {status} without saying why. Try again, and tell somebody if it happens again.',
  },
  'saved-meanwhile.title': {
    nb: '{who} har lagret siden du åpnet dette',
    en: '{who} has saved since you opened this',
  },
  'saved-meanwhile.title.somebody': {
    nb: 'Noen har lagret siden du åpnet dette',
    en: 'Somebody has saved since you opened this',
  },
  'saved-meanwhile.title.self': {
    nb: 'Du har selv lagret siden du åpnet dette, i et annet vindu eller uten at svaret kom fram',
    en: 'You have saved yourself since you opened this, in another window or without getting the answer',
  },
  'saved-meanwhile.text': {
    nb: 'Det du har skrevet, står her og er ikke lagret. Se hva som er lagret nå. Hent det så inn her, og gjør endringen din i det.',
    en: 'What you have typed is here and is not saved. See what is saved now. Then fetch that into here, and make your change to it.',
  },
  'saved-meanwhile.see': { nb: 'Se det som er lagret', en: 'See what is saved' },
  'saved-meanwhile.take': {
    nb: 'Hent det som er lagret, og forkast mitt',
    en: 'Fetch what is saved, and discard mine',
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
