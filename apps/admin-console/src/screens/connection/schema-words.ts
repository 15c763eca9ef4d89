/**
 * What the words of the connectors' schemas are in bokmål. A connector brings its own words in English; one that is not here is shown as it is, marked as
 * English for whoever listens. A test holds this table to the schemas of the connectors that come with Bilag.
 */
export const schemaWords: Readonly<Record<string, string>> = {
  // Xledger
  Address: 'Adresse',
  'https://www.xledger.net/graphql, or https://demo.xledger.net/graphql for a demo.':
    'https://www.xledger.net/graphql, eller https://demo.xledger.net/graphql for et demomiljø.',
  Dimensions: 'Dimensjoner',
  'Our dimension to Xledger’s place for it, as its GL set-up shows; no place twice.':
    'Hvor Xledger har dimensjonen, slik oppsettet av hovedboken viser. Hver plass kan bare brukes én gang.',
  Entity: 'Enhet',
  'The entity’s ownerDbId. A token that opens any other entity is refused.':
    'Enhetens ownerDbId. Et token som åpner en annen enhet, avvises.',
  'Transaction source': 'Transaksjonskilde',
  'Best one that nothing else imports with: rows of two imports with the same source, number and date become one voucher.':
    'Helst en som ingen annen import bruker: Rader fra to importer med samme kilde, nummer og dato blir til ett bilag.',
  'Job level': 'Jobbnivå',
  '1 means ready to be booked; another one may leave the rows for a person.':
    '1 betyr klart til bokføring. Et annet nivå kan la radene vente på en person.',
  'Whose master data': 'Hvilke grunndata',
  'For an entity that uses the chart of accounts or the dimensions of another one. Left out, all that the token may see are read.':
    'For en enhet som bruker kontoplanen eller dimensjonene til en annen. Uten valg leses alt nøkkelen har tilgang til.',
  'Attach receipts': 'Legg ved kvitteringer',
  'Puts receipts on the rows of the import queue. Try it in a demo first: what Xledger does with files there is not documented.':
    'Legger kvitteringer på radene i importkøen. Prøv i et demomiljø først: Det er ikke dokumentert hva Xledger gjør med filer der.',
  'Requests in a month': 'Forespørsler per måned',
  'How many requests the contract with Xledger includes.': 'Hvor mange forespørsler avtalen med Xledger omfatter.',
  'Longest wait for one answer, in milliseconds': 'Lengste ventetid på ett svar, i millisekunder',
  'Wait before an unanswered call is looked up, in milliseconds':
    'Ventetid før et ubesvart kall slås opp, i millisekunder',
  'How often to ask for the booking, in milliseconds': 'Hvor ofte det spørres om bokføringen, i millisekunder',
  'Rest between readings of the master data, in milliseconds': 'Pause mellom lesing av grunndata, i millisekunder',
  'API token': 'API-nøkkel',
  'Made in Xledger by an administrator, with the right to write to the general ledger.':
    'Lages i Xledger av en administrator, med rett til å føre i hovedboken.',
  'Address of the gateway, without /v1': 'Adressen til mellomtjenesten, uten /v1',
  'Address that gives access tokens': 'Adressen som gir tilgangsnøkler',
  'https at the usual port of a public name.': 'https på vanlig port og et offentlig navn.',
  'Scopes to ask for, separated by single spaces': 'Tilganger (scopes) det bes om, med ett mellomrom mellom',
  'Our dimension to the gateway’s name of it, none twice. COST_CENTER and PROJECT have fields of their own on a line.':
    'Navnet på dimensjonen i mellomtjenesten. Hvert navn kan bare brukes én gang. COST_CENTER og PROJECT har egne felt på en linje.',
  Organisation: 'Organisasjon',
  'The organisation’s id. Credentials that open any other one are refused.':
    'Organisasjonens id. Pålogging som åpner en annen, avvises.',
  'Currency of the books': 'Regnskapets valuta',
  'Vouchers in another one are refused.': 'Bilag i annen valuta avvises.',
  'Client id': 'Klient-id',
  'Client secret': 'Klienthemmelighet',
  // Dynamics
  Tenant: 'Leier (tenant)',
  'Its id or its domain name.': 'Id eller domenenavn.',
  Environment: 'Miljø',
  'Company id': 'Firma-id',
  'Company name': 'Firmanavn',
  'As the address of the web client has it; for links to vouchers. Without it there are none.':
    'Slik nettklientens adresse har det; for lenker til bilag. Uten det finnes det ingen.',
  'Dimension codes': 'Dimensjonskoder',
  'The dimension behind each axis; costCenter names the cost centers.': 'Dimensjonen i Business Central som hører til.',
  'Local currency of the company': 'Firmaets lokale valuta',
  'Post at once': 'Bokfør med en gang',
  'Otherwise a person posts the journals in Business Central. With this on, receipts are not attached: Business Central takes files only until a voucher is posted.':
    'Ellers bokfører en person kladdene i Business Central. Når dette er på, blir kvitteringer ikke lagt ved: Business Central tar imot filer bare til bilaget er bokført.',
  'Address of the API': 'Adressen til API-et',
  'Address for sign-in': 'Adresse for innlogging',
  'Address of the environment': 'Adressen til miljøet',
  Company: 'Firma',
  'The legal entity’s id, as in the data area: such as usmf.': 'Den juridiske enhetens id, for eksempel usmf.',
  'Journal name': 'Journalnavn',
  'A general journal of the company, without an offset account of its own.':
    'En finansjournal i firmaet, uten egen motkonto.',
  'Financial dimensions': 'Økonomiske dimensjoner',
  'The financial dimension behind each axis; costCenter names the cost centers.':
    'Den økonomiske dimensjonen i Dynamics som hører til.',
  'Ledger dimension format': 'Format for finansdimensjon',
  'The parts of an account in their order, as «Financial dimension configuration for integrating applications» has them; MainAccount is the main account. Must be given when there is more than one dimension; without it: the main account, then the one above.':
    'Delene av en konto i rekkefølge, slik «Financial dimension configuration for integrating applications» har dem. MainAccount er hovedkontoen. Må oppgis når det er flere enn én dimensjon. Uten verdi: hovedkontoen, deretter dimensjonen over.',
  'Default dimension format': 'Format for standarddimensjon',
  'The order of dimensions without an account. Without it: that of the ledger dimension format.':
    'Rekkefølgen på dimensjoner uten konto. Uten verdi: som i formatet for finansdimensjon.',
  Delimiter: 'Skilletegn',
  'Between the parts; one that no account and no dimension value contains.':
    'Mellom delene. Et tegn som ikke finnes i noen konto eller dimensjonsverdi.',
  'Chart of accounts': 'Kontoplan',
  'The company’s, where the environment has several.': 'Firmaets, når miljøet har flere.',
  'Summary account of vendors': 'Samlekonto for leverandører',
  'The main account that postings on vendors end up on; needed when payees are vendors.':
    'Hovedkontoen som føringer på leverandører havner på. Trengs når mottakerne er leverandører.',
  'The payables account of the vendors’ posting group; needed when payees are vendors.':
    'Gjeldskontoen i bokføringsgruppen til leverandørene. Trengs når mottakerne er leverandører.',
  'Journal template': 'Kladdemal',
  'The template of Bilag’s journals, of type General. It cannot be changed while a voucher waits in one of them or is in doubt: journals of another template are out of sight.':
    'Malen for kladdene til Bilag, av typen Generell. Den kan ikke byttes mens et bilag venter i en av dem eller er i tvil: Kladder i en annen mal er ute av syne.',
  'Currency of the vouchers': 'Bilagenes valuta',
  'Application (client) id': 'Applikasjons-id (client id)',
  'Client secret (its value, not its id)': 'Klienthemmelighet (verdien, ikke id-en)',
  Certificate: 'Sertifikat',
  'In place of a secret: the certificate and its unencrypted private key, as PEM.':
    'I stedet for en hemmelighet: sertifikatet og den ukrypterte private nøkkelen, som PEM.',
  // Files
  Folder: 'Mappe',
  'Its name in the folder for exported files on the server.': 'Navnet på mappen under eksportmappen på serveren.',
  Format: 'Format',
  'The axes that get a column in CSV; a voucher on another axis is refused.':
    'Dimensjonene som får en kolonne i CSV. Bilag med andre dimensjoner avvises.',
  'Folder key': 'Mappenøkkel',
  'Your own choice at the first connection test. It keeps other organizations out of your folder.':
    'Velges av dere ved den første testen. Den holder andre organisasjoner ute av mappen.',
  // Fields that their connectors name by their places only
  'timing.requestTimeoutMs': 'Lengste ventetid på ett svar, i millisekunder',
  'timing.settlingMs': 'Ventetid før et ubesvart kall slås opp, i millisekunder',
  'timing.bookingPollMs': 'Hvor ofte det spørres om bokføringen, i millisekunder',
  'timing.masterDataRestMs': 'Pause mellom lesing av grunndata, i millisekunder',
};

/** The English of the places that have no title of their own. */
export const placeWords: Readonly<Record<string, string>> = {
  'timing.requestTimeoutMs': 'Longest wait for one answer, in milliseconds',
  'timing.settlingMs': 'Wait before an unanswered call is looked up, in milliseconds',
  'timing.bookingPollMs': 'How often to ask for the booking, in milliseconds',
  'timing.masterDataRestMs': 'Rest between readings of the master data, in milliseconds',
};
