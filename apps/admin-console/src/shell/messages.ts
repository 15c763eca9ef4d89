import type { MessageTable } from '../i18n/message-table.ts';

export const shellMessages = {
  'shell.skip': { nb: 'Hopp til innholdet', en: 'Skip to the content' },
  'shell.navigation': { nb: 'Hovedmeny', en: 'Main' },
  'shell.organization': { nb: 'Organisasjon', en: 'Organization' },
  'shell.organization.choose': { nb: 'Velg organisasjon', en: 'Choose an organization' },
  'shell.overview': { nb: 'Alle organisasjoner', en: 'All organizations' },
  'shell.status': { nb: 'Status', en: 'Status' },
  'shell.records': { nb: 'Krav', en: 'Records' },
  'shell.audit': { nb: 'Revisjonslogg', en: 'Audit log' },
  'shell.audit.all': { nb: 'Revisjonslogg for alle', en: 'Audit log of all' },
  'shell.alerts.all': { nb: 'Varsler på tvers', en: 'Alerts of all' },
  'shell.integration': { nb: 'Innstillinger', en: 'Settings' },
  'shell.settings': { nb: 'Visning', en: 'Display' },
  'shell.language': { nb: 'Språk (language)', en: 'Language (språk)' },
  'shell.language.nb': { nb: 'Norsk bokmål', en: 'Norsk bokmål' },
  'shell.language.en': { nb: 'English', en: 'English' },
  'shell.theme': { nb: 'Farger', en: 'Colors' },
  'shell.theme.system': { nb: 'Som enheten', en: 'As the device' },
  'shell.theme.light': { nb: 'Lyse', en: 'Light' },
  'shell.theme.dark': { nb: 'Mørke', en: 'Dark' },
  'shell.offline': {
    nb: 'Du er ikke på nett. Det du ser, oppdateres ikke før du er det igjen.',
    en: 'You are offline. What you see is not updated until you are online again.',
  },
  'shell.not-found.title': { nb: 'Siden finnes ikke', en: 'There is no such page' },
  'shell.not-found.text': {
    nb: 'Adressen leder ikke til noe i Bilag. Velg fra menyen.',
    en: 'The address leads nowhere in Bilag. Choose from the menu.',
  },
  'shell.broken.title': { nb: 'Noe gikk galt', en: 'Something went wrong' },
  'shell.broken.text': {
    nb: 'Siden kunne ikke vises. Det kan være at Bilag nettopp ble oppdatert. Last den på nytt; alt du har bekreftet, er utført.',
    en: 'The page could not be shown. Bilag may just have been updated. Load it again; everything that you confirmed has been done.',
  },
  'shell.broken.reload': { nb: 'Last siden på nytt', en: 'Load the page again' },
  'shell.unfetched.title': { nb: 'Siden kom ikke frem', en: 'The page did not arrive' },
  'shell.unfetched.text': {
    nb: 'Forbindelsen til Bilag er borte. Siden hentes når du er på nett igjen, eller når du prøver på nytt; alt du har bekreftet, er utført.',
    en: 'The connection to Bilag is lost. The page is fetched when you are online again, or when you try again; everything that you confirmed has been done.',
  },
  'shell.unfetched.try-again': { nb: 'Prøv igjen', en: 'Try again' },
  'shell.no-organizations.title': { nb: 'Ingen organisasjoner', en: 'No organizations' },
  'shell.no-organizations.text': {
    nb: 'Det er ikke opprettet noen organisasjon ennå.',
    en: 'No organization has been created yet.',
  },
} as const satisfies MessageTable;
