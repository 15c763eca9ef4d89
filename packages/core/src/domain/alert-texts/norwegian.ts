import { norwegian as errorTexts } from '../../errors/norwegian.ts';
import type { RecordKind } from '../voucher-reference.ts';
import { isOfReversals, listed, reported, type Told, type Words } from './words.ts';

const kinds: Readonly<Record<RecordKind, readonly [one: string, many: string]>> = {
  reimbursement: ['utlegg', 'utlegg'],
  honorarium: ['honorar', 'honorarer'],
};

/** «3 utlegg», «3 krav» når de er av flere slag, eller «3 tilbakeføringer» når alle er det. */
function records(alert: Told): string {
  const { count, details } = alert;
  if (isOfReversals(alert)) return `${count} ${count === 1 ? 'tilbakeføring' : 'tilbakeføringer'}`;
  const [kind, ...others] = details.recordKinds ?? [];
  const [one, many] = kind === undefined || others.length > 0 ? (['krav', 'krav'] as const) : kinds[kind];
  return `${count} ${count === 1 ? one : many}`;
}

const since = ({ details }: Told) => (details.since === undefined ? [] : [`Siden ${details.since}.`]);
const meaning = ({ code }: Told) => (code === null ? [] : [errorTexts[code].meaning]);

/** Of what takes booked vouchers back. */
function standing(alert: Told): readonly string[] {
  const { reversals } = alert.details;
  if (reversals === undefined) return [];
  if (isOfReversals(alert)) return ['Bilagene som skal tas tilbake, er bokført og står inntil videre.'];
  return [
    `${reversals} av dem er ${reversals === 1 ? 'en tilbakeføring' : 'tilbakeføringer'} av noe som er bokført og står inntil videre.`,
  ];
}

/** Alerts in bokmål. */
export const bokmål: Words = {
  events: { raised: 'Varsel', grown: 'Flere organisasjoner', cleared: 'I orden igjen' },
  titles: {
    'third-failure': (it) => `${records(it)} feilet tre eller flere ganger på rad`,
    'records-refused': (it) => `${records(it)} avvist`,
    'decision-needed': (it) => `${records(it)} i tvil, noen må avgjøre`,
    'error-rate': ({ count }) => `${count} feil på 24 timer`,
    'pending-too-long': (it) => `${records(it)} har ventet for lenge`,
    'sync-paused': () => 'Regnskapssystemet nekter adgang, ingenting sendes',
    'sync-resting': () => 'Ingenting nytt sendes til regnskapssystemet foreløpig',
    'ledger-differs': ({ count, details }) => `Avvik i regnskapet ${details.month ?? ''}: ${count} funn`,
    'mapping-drift': ({ count }) => `Konteringen passer ikke lenger: ${count} funn`,
    'sending-held': () => 'Ingenting sendes, databasen er gjenopprettet eller kopiert',
    'organizations-failing': ({ count }) =>
      count === 1 ? 'Én organisasjon har feil' : `${count} organisasjoner har feil`,
  },
  texts: {
    'third-failure': (it) => [
      ...meaning(it),
      ...reported(it),
      `Feil på rad: ${it.details.failuresInARow ?? 3}.`,
      ...standing(it),
    ],
    'records-refused': (it) => [...meaning(it), ...reported(it), ...standing(it), 'De prøves ikke igjen av seg selv.'],
    'decision-needed': (it) => [...meaning(it), ...reported(it), ...standing(it)],
    'error-rate': ({ details }) => [
      `Grensen er ${details.threshold ?? 0}.`,
      ...(details.codes ?? []).map(({ code, count }) => `${code}: ${count}.`),
    ],
    'pending-too-long': (it) => [
      `De har ventet i over ${it.details.threshold ?? 0} timer enda koblingen er slått på.`,
      ...since(it),
      'Statussiden sier hva som holder dem igjen.',
    ],
    'sync-paused': (it) => [...meaning(it), ...reported(it), ...since(it)],
    'sync-resting': (it) => [...meaning(it), ...reported(it), ...since(it)],
    'ledger-differs': () => ['Avstemmingen nevner hvert bilag. Ingenting bokføres på nytt av seg selv.'],
    'mapping-drift': () => ['Innstillingene nevner det som regnskapssystemet ikke lenger har.'],
    'sending-held': (it) => [...since(it), 'En global administrator må frigi installasjonen.'],
    'organizations-failing': ({ details }) => listed(bokmål, details.organizations),
  },
  cleared: {
    'third-failure': 'Ingen av kravene feiler av denne grunnen lenger.',
    'records-refused': 'Ingen krav er avvist av denne grunnen lenger.',
    'decision-needed': 'Ingen krav venter på en avgjørelse av denne grunnen lenger.',
    'error-rate': 'Det er ikke lenger flere feil på 24 timer enn grensen tillater.',
    'pending-too-long': 'Ingen krav har ventet for lenge lenger.',
    'sync-paused': 'Det sendes til regnskapssystemet igjen, eller koblingen er slått av.',
    'sync-resting': 'Det sendes til regnskapssystemet igjen, eller koblingen er slått av.',
    'ledger-differs': 'Den siste avstemmingen av måneden har ingen funn.',
    'mapping-drift': 'Konteringen passer igjen, eller er endret.',
    'sending-held': 'Installasjonen er frigitt.',
    'organizations-failing': 'Ingen av organisasjonene har feil lenger.',
  },
  remedyOf: (code) => errorTexts[code].remedy,
  reversalRemedy:
    'En tilbakeføring føres som bilaget den tar tilbake, uansett hva konteringen sier nå. Åpne det regnskapssystemet avviser, og prøv på nytt, eller tilbakefør for hånd der og merk tilbakeføringen som bokført.',
};
