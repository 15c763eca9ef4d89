import type { ErrorCode } from './error-codes.ts';

/** What happened and what to do about it, as a bookkeeper reads it. */
export interface ErrorText {
  readonly meaning: string;
  readonly remedy: string;
}

/** Every expected failure in Norwegian (bokmål). `docs/feil.md` shows the same texts. */
export const norwegian: Readonly<Record<ErrorCode, ErrorText>> = {
  // Det som kom inn
  VALIDATION_FAILED: {
    meaning: 'Et felt mangler, har feil form eller strider mot et annet.',
    remedy: 'Rett feltet som er nevnt; OpenAPI-dokumentet beskriver hva som er tillatt.',
  },
  INVALID_AMOUNT: {
    meaning: 'Beløpet er ikke et desimaltall som tekst, eller har flere desimaler enn valutaen.',
    remedy:
      'Send beløpet som tekst med punktum, for eksempel "842.50", og med høyst så mange desimaler som valutaen har.',
  },
  AMOUNT_OUT_OF_RANGE: {
    meaning: 'Beløpet eller summen er over 99 999 999 999,99, mer enn noe regnskap her kan føre.',
    remedy: 'Del beløpet, eller sjekk at det ikke er oppgitt i feil enhet.',
  },
  AMOUNT_NOT_POSITIVE: {
    meaning: 'En utleggslinje er null eller negativ.',
    remedy: 'Send et beløp over null; rettelser gjøres med en ny revisjon.',
  },
  INVALID_DATE: {
    meaning: 'Teksten er ingen dato som finnes mellom 1900 og 2199, eller ikke et tidspunkt.',
    remedy:
      'Send en dato som finnes, på formen ÅÅÅÅ-MM-DD, eller et tidspunkt med tidssone, som 2026-03-06T09:30:00Z. En godkjenning kan ligge høyst en dag fram i tid, et utlegg høyst et år.',
  },
  UNKNOWN_CURRENCY: {
    meaning: 'Bilag fører ikke i denne valutaen.',
    remedy: 'Bruk en valutakode som Bilag støtter, for eksempel NOK.',
  },
  CURRENCY_MISMATCH: {
    meaning: 'Kravet er i en annen valuta enn organisasjonens regnskap.',
    remedy: 'Send alle beløp i regnskapets valuta.',
  },
  UNKNOWN_EXPENSE_TYPE: {
    meaning: 'Utleggstypen er verken en standardtype eller en type i organisasjonens kontering.',
    remedy: 'Bruk en utleggstype som organisasjonen har, eller legg den til i konteringen.',
  },
  RECORD_CONTENT_DIFFERS: {
    meaning: 'Denne revisjonen er lagret med et annet innhold; «differs» nevner feltene.',
    remedy: 'En revisjon endres aldri: send det endrede innholdet som neste revisjon.',
  },
  REVISION_OUT_OF_ORDER: {
    meaning: 'En senere revisjon av samme krav er allerede mottatt.',
    remedy: 'Send det endrede innholdet som en revisjon over den siste.',
  },
  REVISION_UNCHANGED: {
    meaning: 'Kravet ble godkjent på nytt uten at noe ble endret.',
    remedy: 'Ingenting å gjøre: det som ble av den tidligere revisjonen, gjelder også for denne.',
  },
  REVISION_SUPERSEDED: {
    meaning: 'En senere revisjon av kravet gjelder i stedet for denne.',
    remedy: 'Ingenting å gjøre: en senere revisjon har tatt plassen.',
  },
  APPROVAL_WITHDRAWN: {
    meaning: 'Godkjenningen ble trukket tilbake før bilaget var ført.',
    remedy: 'Ingenting å gjøre: godkjenningen ble trukket tilbake.',
  },
  APPROVAL_NOT_FOUND: {
    meaning: 'Denne revisjonen av kravet er aldri blitt godkjent her.',
    remedy: 'Sjekk type, kildens id og revisjon; det som skal trekkes tilbake, må først være godkjent.',
  },
  UNKNOWN_ORGANIZATION: {
    meaning: 'Organisasjonen finnes ikke, eller du har ikke tilgang til den.',
    remedy:
      'Sjekk organisasjonens id, og at du er logget inn med tilgang til den (i API-et: at tokenet gjelder for den).',
  },
  ORGANIZATION_EXISTS: {
    meaning: 'Det finnes en organisasjon med denne id-en.',
    remedy: 'Velg en annen id.',
  },
  RECORD_NOT_FOUND: {
    meaning: 'Organisasjonen har ikke noe krav med denne id-en.',
    remedy: 'Sjekk kravets id og organisasjonen.',
  },
  RECORD_NOT_FAILED: {
    meaning: 'Kravet har ikke feilet, så det er ingenting å prøve på nytt.',
    remedy: 'Ingenting å gjøre: det er underveis, ført eller annullert; se på statusen.',
  },
  RECORD_NOT_OPEN: {
    meaning: 'Avgjørelsen passer ikke til kravet slik det står nå.',
    remedy:
      'Sendes eller undersøkes det, så vent. Det som kan ligge i regnskapssystemet, kan ikke utelates: se etter der, og velg «Ikke i regnskapet» hvis det ikke er ført, ' +
      'eller «Merk som bokført» hvis det er det. Det som er ført, tas tilbake ved å trekke det.',
  },
  POSTED_VOUCHER_DIFFERS: {
    meaning: 'Bilaget i regnskapet har et annet beløp enn kravet.',
    remedy:
      'Sammenlign nummer og beløp; er det riktig bilag, kryss av for «Det er likevel riktig bilag» (i API-et «confirmDifference»).',
  },
  POSTED_VOUCHER_MISSING: {
    meaning: 'Regnskapet har ikke noe bokført bilag med dette nummeret.',
    remedy:
      'Sammenlign nummeret med regnskapet; er du sikker, kryss av for «Det er likevel riktig bilag» (i API-et «confirmDifference»).',
  },
  POSTED_VOUCHER_TAKEN: {
    meaning: 'Et annet krav er allerede ført som dette bilaget.',
    remedy:
      'Sammenlign nummeret; står ett bilag for begge kravene, kryss av for «Det er likevel riktig bilag» (i API-et «confirmDifference»).',
  },
  POSTED_VOUCHER_UNCHECKED: {
    meaning: 'Regnskapet kunne ikke spørres om bilaget akkurat nå.',
    remedy:
      'Prøv igjen senere, eller se etter i regnskapet og kryss av for «Det er likevel riktig bilag» (i API-et «confirmDifference»).',
  },
  RECORD_IGNORED: {
    meaning: 'Noen har bestemt at Bilag ikke skal føre kravet.',
    remedy: 'Ingenting å gjøre: noen har bestemt at Bilag ikke skal føre det.',
  },
  INTEGRATION_NOT_CONFIGURED: {
    meaning: 'Organisasjonen har ikke regnskapssystem eller kontering ennå.',
    remedy: 'Velg regnskapssystem og kontering for organisasjonen.',
  },
  INTEGRATION_NOT_TESTED: {
    meaning: 'Forbindelsen er ikke testet siden innstillinger eller påloggingsdata sist ble endret.',
    remedy: 'Test forbindelsen med det som er lagret nå, og slå den så på.',
  },
  INTEGRATION_CHANGED: {
    meaning: 'Innstillinger eller påloggingsdata ble endret mens regnskapet ble lest eller forbindelsen testet.',
    remedy: 'Be om det en gang til: forbindelsen ble endret underveis.',
  },
  VOUCHERS_ON_THEIR_WAY: {
    meaning: 'Bilag er sendt og ennå ikke ført, og innstillingen sier hvor de ligger.',
    remedy: 'Vent til de er ført, eller avgjør dem; la innstillingen stå som den er så lenge.',
  },
  INTEGRATION_DISABLED: {
    meaning: 'Koblingen til regnskapssystemet er slått av; ingenting ble sendt.',
    remedy: 'Slå koblingen på i innstillingene, og synkroniser på nytt.',
  },
  SYNC_RUNNING: {
    meaning: 'En synkronisering av organisasjonen er i gang, startet automatisk, etter tidsplan eller for hånd.',
    remedy: 'Vent til synkroniseringen som er i gang, er ferdig.',
  },
  SYNC_NOT_FOUND: {
    meaning: 'Organisasjonen har ingen synkronisering med denne id-en.',
    remedy: 'Sjekk synkroniseringens id og organisasjonen.',
  },
  LOG_ENTRY_NOT_FOUND: {
    meaning: 'Organisasjonens logg har ingen innføring med denne id-en.',
    remedy: 'Sjekk innføringens id og organisasjonen.',
  },
  SYNC_STALLED: {
    meaning: 'Ingen prosess har arbeidet med organisasjonens bilag på et kvarter.',
    remedy: 'Sjekk at en arbeidsprosess i Bilag kjører, og synkroniser på nytt; ingenting er tapt.',
  },
  ALERT_NOT_FOUND: {
    meaning: 'Organisasjonen har ikke noe varsel med denne id-en.',
    remedy: 'Sjekk varselets id og organisasjonen.',
  },
  WEBHOOK_ADDRESS_NOT_ALLOWED: {
    meaning: 'Til denne adressen sender ikke installasjonen webhooker.',
    remedy: 'Ta imot webhooker på en vert som Bilags driftsansvarlige har tillatt.',
  },
  WEBHOOK_SECRET_MISSING: {
    meaning: 'Webhookens adresse er ny, og det fulgte ingen hemmelighet å signere med.',
    remedy: 'Send en hemmelighet, «whsec_» og base64, sammen med den nye adressen.',
  },
  WEBHOOK_ENDPOINT_NOT_FOUND: {
    meaning: 'Organisasjonen har ikke noe webhook-mottak med denne id-en.',
    remedy: 'Sjekk mottakets id og organisasjonen.',
  },
  WEBHOOK_DELIVERY_NOT_FOUND: {
    meaning: 'Mottaket har ingen melding med denne id-en.',
    remedy: 'Sjekk meldingens id; meldinger glemmes etter 30 dager.',
  },
  WEBHOOK_ENDPOINT_LIMIT: {
    meaning: 'Organisasjonen har så mange webhook-mottak som den kan ha.',
    remedy: 'Fjern et mottak som ikke trengs lenger.',
  },
  WEBHOOK_ENDPOINT_DISABLED: {
    meaning: 'Mottaket er slått av, og får ingenting tilsendt.',
    remedy: 'Slå mottaket på, og send på nytt.',
  },
  RECONCILIATION_RUNNING: {
    meaning: 'En avstemming av denne måneden venter eller er i gang.',
    remedy: 'Vent til avstemmingen av denne måneden er ferdig.',
  },
  RECONCILIATION_NOT_FOUND: {
    meaning: 'Organisasjonen har ingen avstemming med denne id-en.',
    remedy: 'Sjekk avstemmingens id og organisasjonen.',
  },
  UNKNOWN_CONNECTOR: {
    meaning: 'Denne installasjonen har ingen kobling med det navnet.',
    remedy: 'Bruk navnet på en kobling som installasjonen har.',
  },
  INVALID_SETTINGS: {
    meaning: 'En innstilling mangler eller er ikke tillatt for koblingen.',
    remedy:
      'Rett innstillingen som er nevnt; teksten ved feltet sier hva som er tillatt (i API-et: koblingens skjema).',
  },
  INVALID_CREDENTIALS_FORM: {
    meaning: 'Et felt i påloggingsdataene mangler eller har feil form.',
    remedy: 'Fyll ut feltene for tilgang på nytt (i API-et: feltene som koblingens skjema nevner).',
  },
  MASTER_DATA_NOT_READ: {
    meaning: 'Listene i regnskapssystemet er ikke lest ennå med disse innstillingene og påloggingsdataene.',
    remedy: 'Test forbindelsen, eller les grunndataene, og spør igjen.',
  },
  CHOICES_NOT_OFFERED: {
    meaning: 'Denne koblingen kan ikke vise hva påloggingsdataene gir tilgang til.',
    remedy: 'Fyll inn innstillingene selv; denne koblingen har ingen liste å velge fra.',
  },
  CREDENTIALS_UNREADABLE: {
    meaning: 'De lagrede påloggingsdataene kan ikke låses opp: feil nøkkel, eller endret tekst.',
    remedy: 'Start tjenesten med nøkkelen som låste dem, eller legg dem inn på nytt.',
  },
  KEY_VAULT_UNAVAILABLE: {
    meaning: 'Nøkkelhvelvet svarer ikke, eller lar ikke Bilag bruke nøkkelen nå; ingenting er tapt.',
    remedy: 'Bilag prøver igjen; i loggen ser driften hva nøkkelhvelvet trenger.',
  },
  // Fra krav til bilag
  UNBALANCED_VOUCHER: {
    meaning: 'Debet og kredit i bilaget går ikke opp i null.',
    remedy: 'Meld fra om dette; det er en feil i Bilag.',
  },
  INVALID_VOUCHER: {
    meaning: 'Bilaget har færre enn to linjer, en linje på null eller uten konto, eller mangler nummer.',
    remedy: 'Bilaget bryter en bokføringsregel; sjekk konteringen.',
  },
  UNMAPPED_EXPENSE_TYPE: {
    meaning: 'Konteringen har ingen regel for en utleggstype i kravet.',
    remedy: 'Knytt utleggstypen til en konto i konteringen.',
  },
  UNMAPPED_PAYEE_TYPE: {
    meaning: 'Konteringen har ingen kreditkonto for denne typen mottaker.',
    remedy: 'Velg en kreditkonto for denne typen mottaker i konteringen.',
  },
  VOUCHER_TOO_LARGE: {
    meaning: 'Bilaget har flere linjer enn regnskapssystemet tar i ett bilag.',
    remedy: 'Del kravet; regnskapssystemet tar færre linjer i ett bilag.',
  },
  REVERSAL_NOT_MADE: {
    meaning: 'Bilaget skal reverseres, men Bilag kan ikke lage det på nytt, eller sendte det til et annet regnskap.',
    remedy: 'Reverser bilaget for hånd i regnskapssystemet; Bilag kan ikke lage det på nytt.',
  },
  REVERSAL_NOT_NEEDED: {
    meaning: 'Bilaget som skulle reverseres, ble aldri ført.',
    remedy: 'Ingenting å gjøre: bilaget som skulle reverseres, ble aldri ført.',
  },
  MAPPING_INVALID: {
    meaning:
      'Konteringen peker på noe som regnskapssystemet ikke har, eller som ikke er åpent for føring; hvert sted er listet (i API-et «findings»).',
    remedy: 'Rett det som er listet, i konteringen eller i regnskapssystemet.',
  },
  // Regnskapssystemets svar
  ERP_UNREACHABLE: {
    meaning: 'Ingen forbindelse kunne opprettes; ingenting ble sendt.',
    remedy: 'Bilag prøver igjen; sjekk adressen og nettet hvis det varer.',
  },
  ERP_RATE_LIMITED: {
    meaning: 'Regnskapssystemet avviste kallet fordi det kom for mange.',
    remedy: 'Bilag venter så lenge regnskapssystemet ber om.',
  },
  ERP_UNAVAILABLE: {
    meaning: 'Regnskapssystemet svarer ikke nå; ingenting ble ført.',
    remedy: 'Bilag prøver igjen når regnskapssystemet svarer.',
  },
  ERP_ALLOWANCE_USED_UP: {
    meaning:
      'Kallene som avtalen med regnskapssystemet omfatter denne måneden, er brukt opp; bare det som er i tvil, blir slått opp.',
    remedy: 'Øk antallet kall per måned i innstillingene, eller vent til neste måned.',
  },
  ERP_BATCH_REFUSED: {
    meaning: 'En samling bilag ble avvist under ett, uten at det ble sagt hvilket som er feil.',
    remedy: 'Bilag sender bilagene i mindre samlinger.',
  },
  ERP_AUTHENTICATION_FAILED: {
    meaning:
      'Regnskapssystemet eller påloggingstjenesten godtok ikke påloggingsdataene; organisasjonen er satt på pause.',
    remedy: 'Forny påloggingsdataene i innstillingene og test forbindelsen.',
  },
  ERP_PERMISSION_DENIED: {
    meaning: 'Integrasjonsbrukeren har ikke lov til dette i regnskapssystemet; organisasjonen er satt på pause.',
    remedy: 'Gi integrasjonsbrukeren rettigheten som mangler, i regnskapssystemet.',
  },
  ERP_REFUSED: {
    meaning: 'Regnskapssystemet avviste bilaget av en grunn som ikke har egen kode.',
    remedy: 'Les meldingen fra regnskapssystemet, rett data eller innstillinger, og prøv kravet på nytt.',
  },
  ERP_UNKNOWN_LEDGER_ACCOUNT: {
    meaning: 'En konto finnes ikke i regnskapssystemet, eller er stengt for føring.',
    remedy: 'Rett kontoen i konteringen, eller åpne den i regnskapssystemet.',
  },
  ERP_UNKNOWN_DIMENSION_VALUE: {
    meaning: 'Et kostnadssted, prosjekt eller en annen dimensjonsverdi finnes ikke, eller er stengt.',
    remedy: 'Rett kostnadsstedet, prosjektet eller dimensjonen, eller åpne det i regnskapssystemet.',
  },
  ERP_UNKNOWN_TAX_CODE: {
    meaning: 'En mva-kode finnes ikke i regnskapssystemet.',
    remedy: 'Rett mva-koden i konteringen, eller sett den opp i regnskapssystemet.',
  },
  ERP_UNKNOWN_PAYEE: {
    meaning: 'Mottakeren har ingen konto i reskontroen, eller den er stengt.',
    remedy: 'Opprett mottakeren i regnskapssystemet, eller ta reskontroen ut av konteringen.',
  },
  ERP_PERIOD_CLOSED: {
    meaning: 'Bokføringsdatoen ligger i en periode som er stengt.',
    remedy: 'Åpne perioden i regnskapssystemet, eller endre datoregelen i konteringen.',
  },
  ERP_IMPORT_REFUSED: {
    meaning: 'Bilaget ligger i regnskapssystemets importkø med en feil som noen må rette der.',
    remedy: 'Rett eller slett raden i importkøen, og prøv så kravet på nytt.',
  },
  ERP_WRONG_LEDGER: {
    meaning: 'Påloggingsdataene åpner et annet regnskap enn det som ble testet; organisasjonen er satt på pause.',
    remedy: 'Bruk påloggingsdata til regnskapet som ble testet, eller test på nytt.',
  },
  ERP_REPLY_LOST: {
    meaning: 'Kallet ble sendt, og det kom ikke noe klart svar.',
    remedy: 'Bilag slår opp bilaget før noe sendes på nytt.',
  },
  ERP_REPLY_UNREADABLE: {
    meaning: 'Svaret kom i en form som verken sier ja eller nei.',
    remedy: 'Bilag slår opp bilaget før noe sendes på nytt.',
  },
  ERP_TIMEOUT: {
    meaning: 'Det kom ikke noe svar innen fristen for kallet.',
    remedy: 'Bilag slår opp bilaget før noe sendes på nytt.',
  },
  ERP_LOOK_UP_INCONCLUSIVE: {
    meaning: 'Regnskapssystemet svarte på oppslaget, men ikke på om bilaget er der.',
    remedy: 'Se i regnskapssystemet og bestem: ført, eller send på nytt.',
  },
  ERP_VOUCHER_DIFFERS: {
    meaning: 'Det finnes et bilag med vår referanse, med andre kontoer, dimensjoner eller beløp.',
    remedy: 'Bilaget med denne referansen sier noe annet: sammenlign og bestem.',
  },
  ERP_VOUCHER_DOUBLED: {
    meaning: 'Det finnes mer enn ett bilag med vår referanse.',
    remedy: 'Regnskapet har bilaget mer enn én gang: tilbakefør det overflødige i regnskapssystemet.',
  },
  ERP_VOUCHER_MISSING: {
    meaning: 'Bilag regner bilaget som ført, men det står ikke i regnskapet.',
    remedy: 'Finn ut i regnskapssystemet hva som skjedde med det; Bilag fører det aldri på nytt av seg selv.',
  },
  ERP_VOUCHER_EXTRA: {
    meaning: 'Et bilag med en referanse som Bilags står i regnskapet, men ikke i Bilag.',
    remedy: 'Finn ut hvem som førte det; reverser det i regnskapssystemet om det ikke hører hjemme der.',
  },
  CONNECTOR_FAULT: {
    meaning: 'Koblingen feilet på en måte den ikke kjenner.',
    remedy: 'Bilag slår opp bilaget før noe sendes på nytt; meld fra om feilen.',
  },
  SENDER_LOST: {
    meaning: 'Prosessen som sendte, stoppet før den fikk lagret et svar.',
    remedy: 'Bilag slår opp bilaget før noe sendes på nytt.',
  },
  // Kvitteringer
  RECEIPT_UNAVAILABLE: {
    meaning: 'Appen som godkjente kravet, leverer ikke ut kvitteringen.',
    remedy:
      'Sjekk at appen fortsatt leverer filen på adressen den oppga, eller la den sende godkjenningen på nytt med en ny adresse.',
  },
  RECEIPT_CHANGED: {
    meaning: 'Kvitteringen har et annet innhold enn den som ble godkjent.',
    remedy: 'Legg ved den riktige filen for hånd i regnskapssystemet.',
  },
  RECEIPT_TOO_LARGE: {
    meaning: 'Kvitteringen er større enn regnskapssystemet tar imot.',
    remedy: 'Legg ved en mindre utgave av filen for hånd i regnskapssystemet.',
  },
  RECEIPT_REFUSED: {
    meaning: 'Regnskapssystemet avviste kvitteringen; bilaget er urørt.',
    remedy: 'Les meldingen fra regnskapssystemet, og legg ved filen der for hånd.',
  },
  RECEIPTS_NOT_TAKEN: {
    meaning: 'Regnskapssystemet tar ikke imot filer gjennom denne koblingen.',
    remedy: 'Legg ved kvitteringene for hånd i regnskapssystemet.',
  },
  RECEIPT_IN_DOUBT: {
    meaning: 'Kvitteringen ble sendt, og oppslag viser ikke om den er lagt ved.',
    remedy: 'Se i regnskapssystemet om filen er lagt ved, og legg den ved for hånd hvis den ikke er det.',
  },
  RECEIPT_ADDRESS_NOT_ALLOWED: {
    meaning: 'Adressen til et vedlegg er ikke på en tjener som denne installasjonen henter filer fra.',
    remedy: 'Lever filen fra en tjener som driftsansvarlig for Bilag har godkjent.',
  },
  // Tjenesten selv
  INSTANCE_NOT_HELD: {
    meaning: 'Bilag sender allerede i denne installasjonen; det er ingenting å frigi.',
    remedy: 'Ingenting å gjøre: denne installasjonen er ikke holdt tilbake.',
  },
  INSTANCE_EPOCH_DIFFERS: {
    meaning: 'Installasjonen har fått en annen epoke enn den du har sett.',
    remedy: 'Les installasjonen på nytt, og frigi den epoken som den viser nå.',
  },
  AUTHENTICATION_REQUIRED: {
    meaning: 'Forespørselen mangler et gyldig token.',
    remedy: 'Send et gyldig bearer-token.',
  },
  FORBIDDEN: {
    meaning: 'Rollen i tokenet gir ikke lov til dette.',
    remedy: 'Be om en rolle som gir lov.',
  },
  NOT_FOUND: {
    meaning: 'Det finnes ingenting på denne adressen, eller ingenting du har tilgang til.',
    remedy: 'Sjekk adressen mot OpenAPI-dokumentet.',
  },
  METHOD_NOT_ALLOWED: {
    meaning: 'Adressen finnes, men ikke for denne metoden.',
    remedy: 'Bruk en metode som OpenAPI-dokumentet nevner for adressen.',
  },
  UNSUPPORTED_MEDIA_TYPE: {
    meaning: 'Innholdet er ikke merket som JSON i UTF-8, eller det er komprimert.',
    remedy: 'Send innholdet som application/json i UTF-8, uten komprimering.',
  },
  MALFORMED_JSON: {
    meaning: 'Innholdet er ikke gyldig JSON.',
    remedy: 'Send gyldig JSON.',
  },
  PAYLOAD_TOO_LARGE: {
    meaning: 'Innholdet er større enn tjenesten tar imot.',
    remedy: 'Send mindre i én forespørsel.',
  },
  REQUEST_TIMEOUT: {
    meaning: 'Forespørselen kom ikke helt fram i tide.',
    remedy:
      'Send den samme forespørselen på nytt, i flere deler eller over en raskere linje; den må komme helt fram innen 30 sekunder.',
  },
  RATE_LIMITED: {
    meaning: 'Det har kommet flere forespørsler på ett minutt enn én avsender kan sende.',
    remedy: 'Vent så lenge som Retry-After sier, og send godkjenninger samlet.',
  },
  TOO_MANY_STREAMS: {
    meaning: 'Det er åpnet så mange hendelsesstrømmer som én bruker eller én organisasjon kan ha.',
    remedy: 'Lukk en strøm som ikke trengs, eller prøv igjen senere.',
  },
  IDEMPOTENCY_KEY_IN_USE: {
    meaning: 'En forespørsel med samme `Idempotency-Key` er fortsatt under arbeid.',
    remedy: 'Vent litt og send den samme forespørselen på nytt.',
  },
  IDEMPOTENCY_KEY_REUSED: {
    meaning: 'Samme `Idempotency-Key` er brukt til en annen forespørsel.',
    remedy: 'Bruk en ny nøkkel for hver ny forespørsel, og den samme bare for å gjenta den.',
  },
  PRECONDITION_FAILED: {
    meaning: 'Noen har endret det siden det ble lest: `If-Match` gjelder en annen versjon enn den som er lagret.',
    remedy: 'Les det på nytt, gjør endringen i det som er lagret nå, og lagre med dets ETag.',
  },
  NOT_READY: {
    meaning: 'Tjenesten starter, stopper eller mangler databasen eller skjemaet den trenger.',
    remedy: 'Prøv igjen om litt.',
  },
  INTERNAL_ERROR: {
    meaning: 'Noe feilet som ikke skulle feile; ingenting som var bekreftet, er tapt.',
    remedy: 'Prøv igjen; meld fra om feilen hvis den varer.',
  },
};
