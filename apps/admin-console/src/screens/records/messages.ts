import type { MessageTable } from '../../i18n/message-table.ts';

export const recordsMessages = {
  'records.title': { nb: 'Krav hos {organization}', en: 'Records of {organization}' },
  'records.filter': { nb: 'Filtrer krav', en: 'Filter records' },
  'records.show': { nb: 'Vis', en: 'Show' },
  'records.show.all': { nb: 'Alle', en: 'All' },
  'records.show.failed': { nb: 'Alle som feilet', en: 'All that failed' },
  'records.search': { nb: 'Kravets id', en: 'Source id' },
  'records.search.hint': {
    nb: 'Hele id-en fra systemet der kravet ble godkjent',
    en: 'The whole id from the program in which the record was approved',
  },
  'records.search.go': { nb: 'Søk', en: 'Search' },
  'records.code': { nb: 'Bare feil med koden {code}', en: 'Only errors with the code {code}' },
  'records.code.all': { nb: 'Vis alle feil', en: 'Show all errors' },
  'records.table': { nb: 'Krav, de nyeste først', en: 'Records, newest first' },
  'records.select': { nb: 'Velg', en: 'Select' },
  'records.select.one': { nb: 'Velg {sourceId}', en: 'Select {sourceId}' },
  'records.source-id': { nb: 'Krav', en: 'Record' },
  'records.kind': { nb: 'Type', en: 'Type' },
  'records.date': { nb: 'Dato', en: 'Date' },
  'records.amount': { nb: 'Beløp', en: 'Amount' },
  'records.state': { nb: 'Status', en: 'State' },
  'records.failure': { nb: 'Feil', en: 'Error' },
  'records.erp-reference': { nb: 'Bilag i regnskapet', en: 'Voucher in the ledger' },
  'records.revision': { nb: '{sourceId}, revisjon {revision}', en: '{sourceId}, revision {revision}' },
  'records.count': {
    nb: '{count, plural, =0 {Ingen krav passer til filteret.} one {# krav vises} other {# krav vises}}{more, select, yes {, det finnes flere} other {}}',
    en: '{count, plural, =0 {No records fit the filter.} one {# record shown} other {# records shown}}{more, select, yes {, there are more} other {}}',
  },
  'records.more': { nb: 'Vis flere', en: 'Show more' },
  'records.retry.bar': { nb: 'Prøv på nytt', en: 'Retry' },
  'records.select-all': { nb: 'Velg alle feilede i listen', en: 'Select all failed records in the list' },
  'records.selected': {
    nb: '{count, plural, =0 {Ingen valgt} other {# valgt}}',
    en: '{count, plural, =0 {None selected} other {# selected}}',
  },
  'records.retry-selected': { nb: 'Prøv valgte på nytt', en: 'Retry Selected' },
  'records.retry-selected.none': {
    nb: 'Velg først ett eller flere feilede krav.',
    en: 'First select one or more failed records.',
  },
  'records.retry-all': { nb: 'Prøv alle feilede på nytt', en: 'Retry All Failed' },
  'records.retry.question': { nb: 'Prøve på nytt?', en: 'Retry?' },
  'records.retry.count': {
    nb: '{count, plural, =0 {Ingen krav har feilet.} one {# krav blir prøvd på nytt nå.} other {# krav blir prøvd på nytt nå.}} Det som kan være bokført allerede, blir slått opp først.',
    en: '{count, plural, =0 {No record has failed.} one {# record will be tried again now.} other {# records will be tried again now.}} What may be booked already is looked up first.',
  },
  'records.retry.beyond': {
    nb: 'Også krav som listen ikke viser nå, er med.',
    en: 'Records that the list does not show now are among them.',
  },
  'records.retry.confirm': { nb: 'Prøv på nytt', en: 'Retry' },
  'records.retried': {
    nb: '{count, plural, one {# krav prøves på nytt.} other {# krav prøves på nytt.}} Listen oppdateres av seg selv.',
    en: '{count, plural, one {# record is tried again.} other {# records are tried again.}} The list updates by itself.',
  },
} as const satisfies MessageTable;
