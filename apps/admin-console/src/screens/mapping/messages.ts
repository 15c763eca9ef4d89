import type { MessageTable } from '../../i18n/message-table.ts';

export const mappingMessages = {
  'mapping.title': { nb: 'Kontering for {organization}', en: 'Field mapping of {organization}' },
  'mapping.intro': {
    nb: 'Søk på kontonummer eller navn. Ingenting endres før du lagrer, og det som allerede er bokført, røres ikke.',
    en: 'Search by account number or name. Nothing changes until you save, and what is booked already stays as it is.',
  },
  'mapping.unread': {
    nb: 'Kontoplanen er ikke lest ennå. Du kan skrive kontonumre, men ikke søke i dem.',
    en: 'The chart of accounts has not been read yet. You can type account numbers, but not search them.',
  },
  'mapping.types': { nb: 'Utleggstyper', en: 'Expense types' },
  'mapping.treatment': { nb: 'Behandling', en: 'Treatment' },
  'mapping.treatment.post': { nb: 'Bokføres', en: 'Posted' },
  'mapping.treatment.payroll': { nb: 'Går til lønn', en: 'Left to payroll' },
  'mapping.treatment.exclude': { nb: 'Utelates', en: 'Left out' },
  'mapping.treatment.unused': { nb: 'Ikke i bruk', en: 'Not in use' },
  'mapping.treatment.unused.hint': {
    nb: 'Et krav med denne typen blir avvist.',
    en: 'A record of this type is rejected.',
  },
  'mapping.account': { nb: 'Konto', en: 'Ledger account' },
  'mapping.cost-center': { nb: 'Fast kostnadssted (valgfritt)', en: 'Fixed cost center (optional)' },
  'mapping.tax-code': { nb: 'Avgiftskode (valgfritt)', en: 'VAT code (optional)' },
  'mapping.dimensions': { nb: 'Faste dimensjoner: {values}', en: 'Fixed dimensions: {values}' },
  'mapping.add': { nb: 'Navn på ny utleggstype', en: 'Name of a new expense type' },
  'mapping.add.hint': {
    nb: 'Slik systemet der krav godkjennes, skriver den.',
    en: 'As the program writes it in which records are approved.',
  },
  'mapping.add.go': { nb: 'Legg til', en: 'Add' },
  'mapping.add.there': { nb: 'Utleggstypen står i listen allerede.', en: 'The expense type is in the list already.' },
  'mapping.credit': { nb: 'Hva mottakeren har til gode', en: 'What the payee is owed' },
  'mapping.credit.hint': {
    nb: 'Kontoen som krediteres, etter hvem som skal ha pengene.',
    en: 'The account that is credited, by who is to have the money.',
  },
  'mapping.credit.employee': { nb: 'Ansatte', en: 'Employees' },
  'mapping.credit.volunteer': { nb: 'Frivillige', en: 'Volunteers' },
  'mapping.subledger': { nb: 'Før på mottakeren i reskontro', en: 'Post on the payee in the subledger' },
  'mapping.rules': { nb: 'Dato og kostnadssted', en: 'Date and cost center' },
  'mapping.default-cost-center': {
    nb: 'Kostnadssted når kravet ikke har noe (valgfritt)',
    en: 'Cost center where a record has none (optional)',
  },
  'mapping.posting-date': { nb: 'Bilagsdato', en: 'Posting date' },
  'mapping.posting-date.expense-date': { nb: 'Datoen for utlegget', en: 'The date of the expense' },
  'mapping.posting-date.approval-date': { nb: 'Datoen kravet ble godkjent', en: 'The date of the approval' },
  'mapping.closed-period': { nb: 'Når perioden er stengt', en: 'When the period is closed' },
  'mapping.closed-period.fail': {
    nb: 'Stopp kravet, så noen kan se på det',
    en: 'Stop the record, so that somebody looks at it',
  },
  'mapping.closed-period.next-open-period': {
    nb: 'Før på første dag i neste åpne periode',
    en: 'Post on the first day of the next open period',
  },
  'mapping.kept': {
    nb: '{count, plural, one {# oversettelse av koder} other {# oversettelser av koder}} er lagt inn gjennom API-et og beholdes.',
    en: '{count, plural, one {# translation of codes} other {# translations of codes}} made through the API will be kept.',
  },
  'mapping.required': { nb: 'Velg en konto.', en: 'Choose a ledger account.' },
  'mapping.fault.ERP_UNKNOWN_LEDGER_ACCOUNT': {
    nb: 'Kontoen finnes ikke, eller den er stengt for føring.',
    en: 'The account does not exist, or is closed for posting.',
  },
  'mapping.fault.ERP_UNKNOWN_DIMENSION_VALUE': {
    nb: 'Kostnadsstedet finnes ikke, eller det er stengt for føring.',
    en: 'The cost center does not exist, or is closed for posting.',
  },
  'mapping.fault.ERP_UNKNOWN_TAX_CODE': { nb: 'Avgiftskoden finnes ikke.', en: 'The VAT code does not exist.' },
  'mapping.fault.other': {
    nb: 'Regnskapssystemet tar ikke imot dette.',
    en: 'The accounting system does not take this.',
  },
  'mapping.preview': { nb: 'Se hva endringen gjør', en: 'See what the change does' },
  'mapping.preview.title': { nb: 'Hva endringen gjør', en: 'What the change does' },
  'mapping.preview.none': {
    nb: 'Ingen krav venter, så ingenting endres nå. Konteringen gjelder for krav som kommer.',
    en: 'No record waits, so nothing changes now. The field mapping is for records to come.',
  },
  'mapping.preview.count': {
    nb: 'Av {count, plural, one {# krav} other {# krav}} som ikke er sendt: {changed} får et annet bilag, {mended} kan bokføres etter endringen, {refused} vil bli avvist, {same} er som før.',
    en: 'Of {count, plural, one {# record} other {# records}} not sent yet: {changed} get another voucher, {mended} can be booked after the change, {refused} would be refused, {same} are as before.',
  },
  'mapping.preview.more': {
    nb: 'Bare de nyeste er sett på; det finnes flere.',
    en: 'Only the newest were looked at; there are more.',
  },
  'mapping.preview.unread': {
    nb: 'Kontoplanen er ikke lest, så kontonumrene er ikke kontrollert.',
    en: 'The chart of accounts has not been read, so account numbers were not checked.',
  },
  'mapping.preview.stale': {
    nb: 'Du har endret noe siden. Se på nytt hva endringen gjør.',
    en: 'You have changed something since. See again what the change does.',
  },
  'mapping.preview.table': { nb: 'Krav som ikke er sendt', en: 'Records not sent yet' },
  'mapping.preview.effect': { nb: 'Virkning', en: 'Effect' },
  'mapping.effect.unchanged': { nb: 'Som før', en: 'As before' },
  'mapping.effect.changed': { nb: 'Annet bilag', en: 'Another voucher' },
  'mapping.effect.refused': { nb: 'Vil bli avvist', en: 'Would be refused' },
  'mapping.effect.mended': { nb: 'Kan bokføres', en: 'Can be booked' },
  'mapping.effect.still-refused': { nb: 'Avvises fortsatt', en: 'Still refused' },
  'mapping.sample': { nb: 'Vis bilaget for krav', en: 'Show the voucher of record' },
  'mapping.sample.title': { nb: 'Bilaget med denne konteringen', en: 'The voucher with this field mapping' },
  'mapping.sample.none': {
    nb: 'Bilaget kan ikke lages med denne konteringen.',
    en: 'The voucher cannot be made with this field mapping.',
  },
  'mapping.save': { nb: 'Lagre konteringen', en: 'Save field mapping' },
  'mapping.saved': {
    nb: 'Konteringen er lagret som versjon {version}.',
    en: 'The field mapping is saved as version {version}.',
  },
} as const satisfies MessageTable;
