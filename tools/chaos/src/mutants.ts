import type { ErpFault } from './mock-process.ts';
import {
  approvedAgain,
  crowded,
  disabled,
  dyingAt,
  frozenAt,
  inTwoWaves,
  overtaken,
  plainly,
  remapped,
  type Scene,
  trickling,
  twoInDoubt,
  withdrawn,
} from './scenes.ts';

/** A bug of `victim/bugs.ts`, and the trouble in which it shows. */
export interface Mutant {
  readonly name: string;
  /** What a developer might have done. */
  readonly bug: string;
  /** What strikes the first calls. */
  readonly faults?: readonly ErpFault[];
  /** The scene says when the faults may strike; else it is at once. */
  readonly holdsFaults?: true;
  /** What happens; when it is left out, approvals arrive and a worker sends them. */
  readonly scene?: Scene;
  /** The process that answers requests has the bug, and not the worker. */
  readonly inApi?: true;
  /** Which systems the organizations are on; otherwise one on each. */
  readonly on?: readonly ('xledger' | 'business-central')[];
  /** Nothing may be booked. */
  readonly booksNothing?: true;
  /** The database is lost, and an older one put in its place. */
  readonly onRestored?: true;
}

const xledgerPost = 'xledger.addGLImportItems';
const posts = [xledgerPost, 'bc.post'] as const;
const onPosts = (effect: ErpFault['effect']) => posts.map((operation): ErpFault => ({ operation, effect }));
const lostAnswers = onPosts({ kind: 'commit-then-drop' });
const cutBefore = onPosts({ kind: 'drop-before' });
const notNow = onPosts({ kind: 'status', status: 429, headers: { 'retry-after': '1' }, body: {} });
const lateWork: ErpFault = { operation: xledgerPost, effect: { kind: 'late-commit', ms: 4_000 } };
/** On Xledger, as Business Central refuses a second journal of the same name. */
const refusedLookUp: ErpFault = {
  operation: 'xledger.glImportItems',
  effect: { kind: 'status', status: 503, headers: { 'retry-after': '1' }, body: {} },
};
const oneCutOneLost: readonly ErpFault[] = [
  { operation: xledgerPost, effect: { kind: 'drop-before' } },
  { operation: xledgerPost, effect: { kind: 'commit-then-drop' } },
];
const onXledger = ['xledger'] as const;

/** Each of them has to be caught. */
export const mutants: readonly Mutant[] = [
  { name: 'sent-twice', bug: 'A client below repeats the call.' },
  { name: 'no-look-up', bug: 'What is in doubt counts as absent without anybody asking.', faults: lostAnswers },
  { name: 'no-intent', bug: 'The call is made without a committed intent.', scene: dyingAt('after-post') },
  { name: 'float-amounts', bug: 'Amounts pass through a float, and some lose an øre.' },
  { name: 'lost-is-booked', bug: 'A lost answer counts as booked.', faults: cutBefore },
  { name: 'settling-zero', bug: 'The look-up comes at once, before a late call is done.', faults: [lateWork] },
  { name: 'outcome-lost', bug: 'An outcome in doubt is left as if nothing had been sent.', faults: lostAnswers },
  { name: 'doubt-forgotten', bug: 'Whoever reads an entry that is in doubt forgets that it is.', faults: lostAnswers },
  {
    name: 'resend-on-lost-reply',
    bug: 'A lost answer counts as «not applied», and is sent again.',
    faults: lostAnswers,
  },
  {
    name: 'failed-look-up-is-absent',
    bug: 'A look-up that could not be made counts as absent.',
    faults: [...lostAnswers, refusedLookUp],
  },
  { name: 'lost-is-rejected', bug: 'A lost answer counts as refused for good.', faults: cutBefore },
  { name: 'refused-is-booked', bug: 'A definite «not now» counts as booked.', faults: notNow },
  { name: 'later-is-never', bug: 'A definite «not now» counts as refused for good.', faults: notNow },
  { name: 'stumble-pauses', bug: 'A stumble of the ERP pauses the organization until somebody acts.', faults: notNow },
  { name: 'accepted-is-resent', bug: 'What the ERP took into its queue counts as refused.', on: onXledger },
  {
    name: 'accepted-is-booked',
    bug: 'What the ERP took into its queue counts as booked.',
    scene: trickling,
    on: onXledger,
  },
  { name: 'random-reference', bug: 'Every attempt has a reference of its own.' },
  { name: 'reference-cut-short', bug: 'References are cut to three characters, and two records share one.' },
  {
    name: 'matched-by-position',
    bug: 'Answers are matched with vouchers by their place, and the ERP leaves out what it does not have.',
    faults: oneCutOneLost,
    scene: twoInDoubt,
    on: onXledger,
  },
  {
    name: 'looked-up-elsewhere',
    bug: 'A look-up is answered from another organization’s books.',
    faults: lostAnswers,
  },
  {
    name: 'organization-mixed-up',
    bug: 'One organization is sent what another’s members spent.',
    on: ['xledger', 'xledger'],
  },
  { name: 'rounded-to-kroner', bug: 'Amounts are rounded to whole kroner.' },
  { name: 'amounts-in-kroner', bug: 'The unit is wrong by a factor of a hundred.' },
  { name: 'wrong-sign', bug: 'Debit and credit change places.' },
  { name: 'lines-dropped', bug: 'Only the first two lines are sent, with a credit that fits them.' },
  { name: 'posted-today', bug: 'The posting date is not the day of the expense.' },
  { name: 'cost-center-lost', bug: 'The first line loses its cost center.' },
  { name: 'accounts-swapped', bug: 'Lines are put on each other’s ledger accounts.' },
  { name: 'log-omitted', bug: 'A success is not written into the sync log.' },
  {
    name: 'accepted-logged-as-booked',
    bug: 'What was accepted is logged as a success, and again once booked.',
    on: onXledger,
  },
  { name: 'wrong-mapping-logged', bug: 'The log names the first mapping, whichever was used.', scene: remapped },
  {
    name: 'deadline-ignored',
    bug: 'A worker that slept past the takeover sends all the same.',
    scene: frozenAt('before-post'),
  },
  {
    name: 'send-without-grant',
    bug: 'The call is made although the intent could not be committed.',
    scene: frozenAt('before-intent'),
  },
  {
    name: 'second-sender',
    bug: 'Two workers serve one organization at once, and neither heeds the other’s intents.',
    scene: frozenAt('before-intent'),
  },
  {
    name: 'taken-over-too-early',
    bug: 'A lane is taken from a worker that lives, and its call is looked up at once.',
    faults: [lateWork],
    holdsFaults: true,
    scene: crowded,
    on: onXledger,
  },
  {
    name: 'orphans-forgotten',
    bug: 'What a dead worker was sending is taken for never sent.',
    scene: dyingAt('after-post'),
  },
  {
    name: 'stale-fence-accepted',
    bug: 'A worker whose lane was taken over still writes.',
    faults: notNow.slice(0, 1),
    scene: overtaken,
    on: onXledger,
  },
  {
    name: 'cursor-too-far',
    bug: 'The lane’s cursor passes over approvals that nobody has dealt with.',
    scene: inTwoWaves,
  },
  {
    name: 'never-looks-again',
    bug: 'A worker that has found nothing to do waits for a call that is lost.',
    scene: inTwoWaves,
  },
  { name: 'settings-never-read-again', bug: 'A worker goes on with the settings that it read first.', scene: remapped },
  {
    name: 'enabled-by-itself',
    bug: 'Approvals of a disabled organization are sent.',
    scene: disabled,
    booksNothing: true,
  },
  {
    name: 'answered-before-commit',
    bug: 'An approval is confirmed before it is stored, and then is not.',
    inApi: true,
  },
  { name: 'bulk-half-stored', bug: 'Of approvals in bulk only the first half is stored.', inApi: true },
  {
    name: 'revision-without-reversal',
    bug: 'A claim is approved again, and its former voucher is left standing.',
    inApi: true,
    scene: approvedAgain,
  },
  {
    name: 'withdrawn-but-sent',
    bug: 'What was withdrawn before it was sent is booked.',
    inApi: true,
    scene: withdrawn,
  },
  {
    name: 'restore-that-resends',
    bug: 'A restored database is believed, and what it does not remember is sent again.',
    onRestored: true,
  },
];

const none = { name: 'none', bug: 'No bug at all.' };

/** The same troubles and no bug: nothing may be seen. */
export const innocents: readonly Mutant[] = [
  { ...none, faults: [...lostAnswers, refusedLookUp], scene: dyingAt('after-post') },
  { ...none, faults: cutBefore },
  { ...none, faults: notNow },
  { ...none, faults: [lateWork], holdsFaults: true, scene: crowded, on: onXledger },
  { ...none, faults: oneCutOneLost, scene: twoInDoubt, on: onXledger },
  { ...none, scene: frozenAt('before-post') },
  { ...none, scene: frozenAt('before-intent') },
  { ...none, faults: notNow.slice(0, 1), scene: overtaken, on: onXledger },
  { ...none, scene: inTwoWaves },
  { ...none, scene: remapped },
  { ...none, scene: disabled, booksNothing: true },
  { ...none, scene: approvedAgain },
  { ...none, scene: withdrawn, booksNothing: true },
  { ...none, onRestored: true },
];

/** What happens when a mutant says nothing of it. */
export const sceneOf = ({ scene = plainly }: Mutant): Scene => scene;
