import type { MessageTable } from '../../i18n/message-table.ts';

export const connectionMessages = {
  'connection.title': { nb: 'Tilkobling for {organization}', en: 'Connection of {organization}' },
  'connection.back': { nb: 'Alle innstillinger', en: 'All settings' },
  'connection.system': { nb: 'Regnskapssystem', en: 'Accounting system' },
  'connection.interface': { nb: 'Produkt eller grensesnitt', en: 'Product or interface' },
  'connection.choose': { nb: 'Velg', en: 'Choose' },
  'connection.none': { nb: 'Ikke valgt', en: 'Not chosen' },
  'connection.credentials': { nb: 'Tilgang', en: 'Credentials' },
  'connection.credentials.hint': {
    nb: 'Lagres kryptert og vises aldri igjen.',
    en: 'Stored encrypted, and never shown again.',
  },
  'connection.credentials.set': {
    nb: 'Lagt inn {at} av {by}. Tilgangen vises ikke.',
    en: 'Set on {at} by {by}. They are not shown.',
  },
  'connection.credentials.replace': { nb: 'Erstatt tilgangen', en: 'Replace the credentials' },
  'connection.credentials.keep': { nb: 'Behold den lagrede tilgangen', en: 'Keep the saved credentials' },
  'connection.credentials.needed': {
    nb: 'Oppgi tilgangen på nytt: Lagret tilgang sendes ikke til en ny adresse.',
    en: 'Enter the credentials again: saved ones are not sent to a new address.',
  },
  'connection.alternative': { nb: 'Logg inn med', en: 'Sign in with' },
  'connection.settings': { nb: 'Oppsett', en: 'Set-up' },
  'connection.more': { nb: 'Flere valg', en: 'More options' },
  'connection.optional': { nb: '{label} (valgfritt)', en: '{label} (optional)' },
  'connection.axis': { nb: '{what}: {axis}', en: '{what}: {axis}' },
  'connection.standard': { nb: 'Uten verdi: {value}.', en: 'If empty: {value}.' },
  'connection.list': { nb: 'Skriv komma mellom.', en: 'Put commas between them.' },
  'connection.required': { nb: 'Fyll ut feltet.', en: 'Fill in this field.' },
  'connection.held': {
    nb: 'Kan ikke byttes mens bilag er på vei.',
    en: 'Cannot be changed while vouchers are on their way.',
  },
  'connection.wrong': { nb: 'Verdien har ikke riktig form.', en: 'The value does not have the right form.' },
  'connection.find': { nb: 'Finn det tilgangen åpner', en: 'Find what the credentials open' },
  'connection.find.hint': {
    nb: 'Henter firmaer eller enheter, så du slipper å skrive dem inn.',
    en: 'Fetches companies or entities, so that you need not type them.',
  },
  'connection.found': { nb: 'Velg blant det som ble funnet', en: 'Choose from what was found' },
  'connection.found.none': {
    nb: 'Tilgangen åpner ingenting å velge blant.',
    en: 'The credentials open nothing to choose from.',
  },
  'connection.found.taken': { nb: '{title} er valgt.', en: '{title} is chosen.' },
  'connection.test': { nb: 'Test tilkoblingen', en: 'Test connection' },
  'connection.testing': { nb: 'Tester tilkoblingen …', en: 'Testing the connection …' },
  'connection.save': { nb: 'Lagre tilkoblingen', en: 'Save connection' },
  'connection.save.untested': {
    nb: 'Test tilkoblingen først, slik den står nå.',
    en: 'First test the connection as it stands now.',
  },
  'connection.save.question': { nb: 'Lagre tilkoblingen?', en: 'Save the connection?' },
  'connection.save.text': {
    nb: 'Koblingen slås av når tilkoblingen endres. Godkjente krav venter til du slår den på igjen.',
    en: 'The connector is disabled when its connection changes. Approved records wait until you enable it again.',
  },
  'connection.saved': {
    nb: 'Tilkoblingen er lagret og testet.',
    en: 'The connection is saved and tested.',
  },
  'connection.works': { nb: 'Tilkoblingen virker: {ledger}', en: 'The connection works: {ledger}' },
  'connection.works.count': {
    nb: '{accounts, plural, one {# konto} other {# kontoer}} og {centers, plural, one {# kostnadssted} other {# kostnadssteder}} ble funnet.',
    en: '{accounts, plural, one {# ledger account} other {# ledger accounts}} and {centers, plural, one {# cost center} other {# cost centers}} found.',
  },
  'connection.used-by-others': {
    nb: 'En annen organisasjon er koblet til {ledger} også',
    en: 'Another organization is connected to {ledger} too',
  },
  'connection.used-by-others.text': {
    nb: 'Er det en feil, blir kravene til den ene ført i regnskapet til den andre. Sjekk at påloggingsdata og innstillinger er for denne organisasjonen.',
    en: 'If that is a mistake, the claims of one will be booked in the books of the other. Check that credentials and settings are those of this organization.',
  },
  'connection.works.accounts': { nb: 'Kontoene som ble funnet', en: 'The ledger accounts found' },
  'connection.works.centers': { nb: 'Kostnadsstedene som ble funnet', en: 'The cost centers found' },
  'connection.refused': { nb: 'Innloggingen ble avvist', en: 'Authentication failed' },
  'connection.refused.text': {
    nb: 'Regnskapssystemet godtar ikke tilgangen. Se over den, og test på nytt.',
    en: 'The accounting system does not accept the credentials. Check them and test again.',
  },
  'connection.denied': { nb: 'Tilgangen mangler en rettighet', en: 'The credentials lack a right' },
  'connection.denied.text': {
    nb: 'Gi den rettigheten som mangler, i regnskapssystemet, og test på nytt.',
    en: 'Give them the missing right in the accounting system, and test again.',
  },
  'connection.wrong-ledger': { nb: 'Tilgangen åpner et annet regnskap', en: 'The credentials open another ledger' },
  'connection.wrong-ledger.text': {
    nb: 'Den er for et annet regnskap enn det som står i oppsettet. Rett oppsettet, eller bruk tilgangen som hører til, og test på nytt.',
    en: 'They are for another ledger than the one in the set-up. Correct the set-up, or use the credentials that belong to it, and test again.',
  },
  'connection.unreachable': { nb: 'Adressen svarer ikke', en: 'The address does not answer' },
  'connection.unreachable.text': {
    nb: 'Sjekk adressen og nettet, og test på nytt.',
    en: 'Check the address and the network, and test again.',
  },
  'connection.silent': { nb: 'Regnskapssystemet svarte ikke på testen', en: 'The test got no answer' },
  'connection.silent.text': {
    nb: 'Vent litt, og test på nytt.',
    en: 'Wait a little, and test again.',
  },
  'connection.nothing-saved': { nb: 'Ingenting er lagret.', en: 'Nothing has been saved.' },
  'connection.works.reads-only': {
    nb: 'Testen leser bare. Skriverett prøves først ved første bilag.',
    en: 'The test only reads. Whether vouchers may be written is first tried with the first voucher.',
  },
} as const satisfies MessageTable;
