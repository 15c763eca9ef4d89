import type { MessageTable } from '../../i18n/message-table.ts';

export const statusMessages = {
  'status.title': { nb: 'Status for {organization}', en: 'Status of {organization}' },
  'status.figures': { nb: 'Tall', en: 'Figures' },
  'status.pending': { nb: 'Venter', en: 'Pending' },
  'status.failed': { nb: 'Feilet', en: 'Errors' },
  'status.accepted': { nb: 'Mottatt, ikke bokført ennå', en: 'Accepted, not booked yet' },
  'status.last-sync': { nb: 'Siste synkronisering', en: 'Last sync' },
  'status.last-sync.succeeded': { nb: '{at}, uten feil', en: '{at}, without errors' },
  'status.last-sync.failed': { nb: '{at}, med feil', en: '{at}, with errors' },
  'status.oldest': { nb: 'Har ventet lengst siden', en: 'Oldest pending since' },
  'status.system': { nb: 'Regnskapssystem', en: 'Accounting system' },
  'status.view-failed': { nb: 'Vis feilede krav ({count})', en: 'View Failed Records ({count})' },
  'status.paused': { nb: 'Sendingen er satt på pause siden {since}', en: 'Sending has been paused since {since}' },
  'status.resting': { nb: 'Bilag prøver igjen {until}', en: 'Bilag tries again at {until}' },
  'status.history': { nb: 'De siste 14 dagene', en: 'The last 14 days' },
  'status.history.booked': { nb: 'Bokført', en: 'Booked' },
  'status.history.failed': { nb: 'Krav med feil', en: 'Records with errors' },
  'status.history.day': { nb: 'Dag', en: 'Day' },
  'status.history.table': { nb: 'Tallene dag for dag', en: 'The figures day by day' },
  'status.history.chart': {
    nb: 'Stolpediagram over de siste 14 dagene: {booked} bokført og {failed} feilet til sammen. Tallene står i tabellen under.',
    en: 'Bar chart of the last 14 days: {booked} booked and {failed} failed in all. The figures are in the table below.',
  },
  'status.history.of-day': {
    nb: '{date}: {booked} bokført, {failed} feilet',
    en: '{date}: {booked} booked, {failed} failed',
  },
  'status.history.none': {
    nb: 'Ingenting er bokført og ingenting har feilet i disse dagene.',
    en: 'Nothing was booked and nothing failed in these days.',
  },
  'status.duration.p50': {
    nb: 'Fra kravet kom inn til bokført, halvparten innen',
    en: 'From coming in to booked, half within',
  },
  'status.duration.p95': {
    nb: 'Fra kravet kom inn til bokført, 95 % innen',
    en: 'From coming in to booked, 95 % within',
  },
  'status.duration.seconds': { nb: '{value} s', en: '{value} s' },
  'status.duration.minutes': { nb: '{value} min', en: '{value} min' },
  'status.duration.hours': { nb: '{value} t', en: '{value} h' },
  'status.duration.days': { nb: '{value} d', en: '{value} d' },
  'status.sync': { nb: 'Synkronisering', en: 'Sync' },
  'status.sync.now': { nb: 'Synkroniser nå', en: 'Trigger Sync Now' },
  'status.sync.question': { nb: 'Synkronisere nå?', en: 'Sync now?' },
  'status.sync.count': {
    nb: '{count, plural, =0 {Ingen krav venter. Bilag ser likevel etter om regnskapssystemet svarer.} one {# krav som venter, blir sendt til regnskapssystemet.} other {# krav som venter, blir sendt til regnskapssystemet.}}',
    en: '{count, plural, =0 {No records are pending.} one {# pending record will be synced.} other {# pending records will be synced.}}',
  },
  'status.sync.confirm': { nb: 'Synkroniser', en: 'Sync' },
  'status.sync.running.manual': { nb: 'En synkronisering startet for hånd pågår.', en: 'A manual sync is running.' },
  'status.sync.running.scheduled': { nb: 'En planlagt synkronisering pågår.', en: 'A scheduled sync is running.' },
  'status.sync.running.automatic': { nb: 'En automatisk synkronisering pågår.', en: 'An automatic sync is running.' },
  'status.sync.not-configured': {
    nb: 'Velg først et regnskapssystem for organisasjonen.',
    en: 'First choose an accounting system for the organization.',
  },
  'status.sync.disabled': {
    nb: 'Koblingen er slått av. Slå den på for å synkronisere.',
    en: 'The connector is disabled. Enable it to sync.',
  },
  'status.sync.progress': { nb: 'Synkroniseringen pågår', en: 'Sync under way' },
  'status.sync.progress.text': {
    nb: '{done} av {records, plural, other {# krav}} ferdig',
    en: '{done} of {records, plural, one {# record} other {# records}} done',
  },
  'status.sync.ended.done': {
    nb: 'Synkroniseringen er ferdig: {synced} bokført, {accepted} mottatt, {nothingToPost} uten noe å bokføre.',
    en: 'The sync has ended: {synced} booked, {accepted} accepted, {nothingToPost} with nothing to post.',
  },
  'status.sync.ended.incomplete': {
    nb: 'Synkroniseringen er ferdig: {synced} bokført, {accepted} mottatt, {failed} feilet, {waiting} venter.',
    en: 'The sync has ended: {synced} booked, {accepted} accepted, {failed} failed, {waiting} waiting.',
  },
  'status.sync.ended.stopped': {
    nb: 'Synkroniseringen stoppet: {synced} bokført, {failed} feilet, {waiting} venter.',
    en: 'The sync stopped: {synced} booked, {failed} failed, {waiting} waiting.',
  },
  'status.connector': { nb: 'Kobling', en: 'Connector' },
  'status.connector.none': {
    nb: 'Organisasjonen har ikke valgt regnskapssystem. Godkjente krav blir liggende og vente.',
    en: 'The organization has chosen no accounting system. Approved records wait.',
  },
  'status.connector.toggle': { nb: 'Kobling til {connector}', en: '{connector} connector' },
  'status.connector.on': {
    nb: 'Slått på: godkjente krav sendes av seg selv.',
    en: 'Enabled: approved records are sent by themselves.',
  },
  'status.connector.off': {
    nb: 'Slått av: godkjente krav venter, og ingenting går tapt.',
    en: 'Disabled: approved records wait, and nothing is lost.',
  },
  'status.connector.enable.question': {
    nb: 'Slå på koblingen til {connector}?',
    en: 'Enable the {connector} connector?',
  },
  'status.connector.enable.text': {
    nb: 'Konteringen kontrolleres først. {count, plural, =0 {Ingen krav venter nå.} other {# krav som venter, blir sendt.}}',
    en: 'The field mapping is checked first. {count, plural, =0 {No records are pending now.} one {# pending record will be sent.} other {# pending records will be sent.}}',
  },
  'status.connector.enable': { nb: 'Slå på', en: 'Enable' },
  'status.connector.disable.question': {
    nb: 'Slå av koblingen til {connector}?',
    en: 'Disable the {connector} connector?',
  },
  'status.connector.disable.text': {
    nb: 'Fra nå av blir godkjente krav liggende og vente til koblingen slås på igjen. Ingenting går tapt.',
    en: 'From now on approved records wait until the connector is enabled again. Nothing is lost.',
  },
  'status.connector.disable': { nb: 'Slå av', en: 'Disable' },
  'status.connector.enabled': {
    nb: 'Koblingen til {connector} er slått på.',
    en: 'The {connector} connector is enabled.',
  },
  'status.connector.disabled': {
    nb: 'Koblingen til {connector} er slått av.',
    en: 'The {connector} connector is disabled.',
  },
} as const satisfies MessageTable;
