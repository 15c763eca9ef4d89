import type { MessageTable } from '../../i18n/message-table.ts';

export const settingsMessages = {
  'settings.title': { nb: 'Innstillinger for {organization}', en: 'Settings of {organization}' },
  'settings.intro': {
    nb: 'Tre steg, så sendes godkjente krav til regnskapet av seg selv.',
    en: 'Three steps, then approved records are sent to the accounting system by themselves.',
  },
  'settings.step.done': { nb: 'Ferdig', en: 'Done' },
  'settings.step.open': { nb: 'Gjenstår', en: 'To do' },
  'settings.connection': { nb: '1. Tilkobling', en: '1. Connection' },
  'settings.connection.none': {
    nb: 'Velg regnskapssystem, legg inn tilgangen og test den.',
    en: 'Choose the accounting system, enter the credentials and test them.',
  },
  'settings.connection.choose': { nb: 'Velg regnskapssystem', en: 'Choose accounting system' },
  'settings.connection.change': { nb: 'Endre tilkoblingen', en: 'Change the connection' },
  'settings.connection.test': { nb: 'Test tilkoblingen', en: 'Test connection' },
  'settings.system': { nb: 'Regnskapssystem', en: 'Accounting system' },
  'settings.credentials': { nb: 'Tilgang', en: 'Credentials' },
  'settings.credentials.set': { nb: 'Lagt inn {at} av {by}', en: 'Set on {at} by {by}' },
  'settings.tested': { nb: 'Siste vellykkede test', en: 'Last successful test' },
  'settings.tested.at': { nb: '{at}, mot {ledger}', en: '{at}, against {ledger}' },
  'settings.tested.never': { nb: 'Ikke testet etter siste endring', en: 'Not tested since the last change' },
  'settings.mapping': { nb: '2. Kontering', en: '2. Field mapping' },
  'settings.mapping.none': {
    nb: 'Bestem hvilken konto hver utleggstype føres på.',
    en: 'Decide on which ledger account each expense type is posted.',
  },
  'settings.mapping.first': {
    nb: 'Lagre og test tilkoblingen først, så kan du velge blant kontoene i regnskapet.',
    en: 'Save and test the connection first; then you can choose from the real ledger accounts.',
  },
  'settings.mapping.version': { nb: 'Versjon', en: 'Version' },
  'settings.mapping.check': { nb: 'Kontroll', en: 'Check' },
  'settings.mapping.check.fits': {
    nb: '{at}: alt finnes i regnskapssystemet',
    en: '{at}: everything is in the accounting system',
  },
  'settings.mapping.check.findings': {
    nb: '{at}: {count, plural, one {# feil} other {# feil}} å rette',
    en: '{at}: {count, plural, one {# fault} other {# faults}} to correct',
  },
  'settings.mapping.check.failed': {
    nb: '{at}: kunne ikke kontrolleres',
    en: '{at}: could not be checked',
  },
  'settings.mapping.check.never': { nb: 'Ikke kontrollert ennå', en: 'Not checked yet' },
  'settings.mapping.make': { nb: 'Lag konteringen', en: 'Make the field mapping' },
  'settings.mapping.change': { nb: 'Endre konteringen', en: 'Change the field mapping' },
  'settings.mapping.faults': { nb: 'Dette må rettes i konteringen', en: 'This must be corrected in the field mapping' },
  'settings.mapping.failed': {
    nb: '{count, plural, one {# krav feilet} other {# krav feilet}} før og prøves ikke igjen av seg selv.',
    en: '{count, plural, one {# record} other {# records}} failed before, and will not be tried again by themselves.',
  },
  'settings.mapping.retry': { nb: 'Prøv dem på nytt', en: 'Try them again' },
  'settings.enable': { nb: '3. Slå på', en: '3. Enable' },
  'settings.missing': {
    nb: 'Dette mangler før koblingen kan slås på:',
    en: 'Missing before the connector can be enabled:',
  },
  'settings.missing.connection': { nb: 'Regnskapssystem og tilgang', en: 'An accounting system and credentials' },
  'settings.missing.test': {
    nb: 'En vellykket test av tilkoblingen slik den er nå',
    en: 'A successful test of the connection as it is now',
  },
  'settings.missing.mapping': { nb: 'En kontering', en: 'A field mapping' },
  'settings.missing.faults': {
    nb: '{count, plural, one {# retting} other {# rettinger}} i konteringen',
    en: '{count, plural, one {# correction} other {# corrections}} of the field mapping',
  },
  'settings.paused': { nb: 'Sendingen er satt på pause', en: 'Sending is paused' },
} as const satisfies MessageTable;
