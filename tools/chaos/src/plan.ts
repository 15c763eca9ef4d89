import type { Chance } from './chance.ts';
import type { WireFault } from './fault-proxy.ts';
import type { ErpFault } from './mock-process.ts';

/** The points of `victim/failpoints.ts` at which a process kills itself. */
export const killPoints = [
  'in-read-master-data',
  'before-find',
  'after-find',
  'before-record',
  'after-record',
  'after-post',
  'before-post',
  'after-intent',
  'before-intent',
  'after-lease',
] as const;

/** Points at which it holds a lane that others are waiting for, so that freezing there is noticed. */
const stopPoints = [
  'after-intent',
  'before-post',
  'after-post',
  'before-record',
  'before-find',
  'after-lease',
] as const;

/** How one process of the service is to end, and whether it is frozen before. */
export interface Death {
  /** A point with the how-maniest passing, or a moment that nobody has chosen. */
  readonly at: { readonly point: (typeof killPoints)[number]; readonly nth: number } | 'any moment';
  readonly frozenAt?: (typeof stopPoints)[number] | 'any moment';
}

/** What strikes besides. */
export type Weather =
  | { readonly kind: 'erp'; readonly name: string; readonly fault: ErpFault }
  | {
      readonly kind: 'wire';
      readonly wire: 'service → PostgreSQL' | 'service → ERP' | 'app → service';
      readonly fault: WireFault;
    }
  | { readonly kind: 'postgres-restart' }
  | { readonly kind: 'api-kill' }
  | { readonly kind: 'disable-enable' }
  | { readonly kind: 'new-mapping' };

/** All that is to strike in one run. */
export interface Plan {
  readonly deaths: readonly Death[];
  readonly weather: readonly Weather[];
}

/** Plans so many kills and all kinds of weather, by the seed alone. */
export function planChaos(kills: number, chance: Chance): Plan {
  const apiKills = Math.max(1, Math.round(kills / 20));
  const deaths = planDeaths(kills - apiKills, chance);
  const rounds = Math.max(1, Math.round(kills / 25));
  const weather = Array.from({ length: rounds }, () => oneOfEach(chance)).flat();
  weather.push(...Array.from({ length: apiKills }, (): Weather => ({ kind: 'api-kill' })));
  return { deaths, weather: chance.shuffled(weather) };
}

/** Each point in turn, and every fifth death at any moment. What keeps a lane longest comes first. */
function planDeaths(count: number, chance: Chance): readonly Death[] {
  const freezes = Math.max(2, Math.round(count / 16));
  let points: Death['at'][] = [];
  return Array.from({ length: count }, (_, at): Death => {
    if (points.length === 0) points = killPoints.map((point) => ({ point, nth: nthOf(point, chance) }));
    // A point to die at might come before the one to freeze at.
    const isAnyMoment = at < freezes || at % 5 === 4;
    const death = { at: isAnyMoment ? 'any moment' : (points.shift() ?? 'any moment') } as const;
    if (at >= freezes) return death;
    return {
      ...death,
      frozenAt: at % 2 === 0 ? (stopPoints[(at / 2) % stopPoints.length] ?? 'after-intent') : 'any moment',
    };
  });
}

const nthOf = (point: Exclude<Death['at'], 'any moment'>['point'], chance: Chance) =>
  point === 'in-read-master-data' ? 1 : chance.between(1, 3);

/** The longest that the mock takes over a call, whatever strikes it, in milliseconds; see `timing` in `organizations.ts`. */
const slowestMs = 3_000;

/** @source dynamics.md §9.2 and §17, and xledger.md §9, 2026-11: what the ERPs answer when they are busy or their gateways give up. */
function oneOfEach(chance: Chance): readonly Weather[] {
  const erp = (name: string, operation: string, effect: ErpFault['effect']): Weather => ({
    kind: 'erp',
    name,
    fault: { operation, effect },
  });
  const posts = ['xledger.addGLImportItems', 'bc.post'] as const;
  const finds = ['xledger.glImportItems', 'bc.generalLedgerEntries'] as const;
  const wire = (name: Extract<Weather, { kind: 'wire' }>['wire'], fault: WireFault): Weather => ({
    kind: 'wire',
    wire: name,
    fault,
  });
  const wires = ['service → PostgreSQL', 'service → ERP'] as const;
  const afterBytes = () => chance.between(1, 900);
  const again = { 'retry-after': '1' };
  return [
    ...posts.map((it) => erp('answer lost', it, { kind: 'commit-then-drop' })),
    erp('cut before work', chance.pick(posts), { kind: 'drop-before' }),
    erp('429', chance.pick(posts), { kind: 'status', status: 429, headers: again, body: {} }),
    erp('503', chance.pick(posts), {
      kind: 'status',
      status: 503,
      headers: again,
      contentType: 'text/html',
      body: '<h1>Down</h1>',
    }),
    erp('504, work done', chance.pick(posts), {
      kind: 'commit-then-status',
      status: 504,
      contentType: 'text/html',
      body: '<h1>Slow</h1>',
    }),
    erp('slow answer', chance.pick(posts), { kind: 'delay', ms: slowestMs, when: 'after' }),
    erp('late work', chance.pick(posts), { kind: 'late-commit', ms: chance.between(1_600, slowestMs) }),
    erp('half an answer', chance.pick(posts), { kind: 'truncate' }),
    erp('look-up refused', chance.pick(finds), { kind: 'status', status: 503, headers: again, body: {} }),
    erp('look-up cut', chance.pick(finds), { kind: 'commit-then-drop' }),
    ...wires.flatMap((it) => [
      wire(it, { kind: 'latency', ms: chance.between(50, 250), forMs: 1_500 }),
      wire(it, { kind: 'cut', afterBytes: afterBytes() }),
      wire(it, { kind: 'cut', afterBytes: afterBytes() }),
      wire(it, { kind: 'reset' }),
      wire(it, { kind: 'black-hole', forMs: chance.between(1_000, 2_000) }),
    ]),
    wire('app → service', { kind: 'cut', afterBytes: chance.between(1, 300) }),
    wire('app → service', { kind: 'reset' }),
    { kind: 'postgres-restart' },
    { kind: 'disable-enable' },
    { kind: 'disable-enable' },
    { kind: 'new-mapping' },
    { kind: 'new-mapping' },
  ];
}

/** How a kind of weather is called in the report. */
export function nameOf(weather: Weather): string {
  if (weather.kind === 'erp') return `ERP: ${weather.name}`;
  if (weather.kind === 'wire') return `${weather.wire}: ${weather.fault.kind}`;
  return weather.kind.replace('-', ' ');
}
