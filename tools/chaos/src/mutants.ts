import type { ErpFault } from './mock-process.ts';

/** A bug of `apps/sync-service/src/failpoints`, and the trouble in which it shows. */
export interface Mutant {
  readonly name: string;
  /** What a developer might have done. */
  readonly bug: string;
  /** What strikes the first calls. */
  readonly faults: readonly ErpFault[];
  /** Where the first worker dies; another follows with the same bug. */
  readonly deathAt?: string;
}

const posts = ['xledger.addGLImportItems', 'bc.post'] as const;
const lostAnswers = posts.map((operation): ErpFault => ({ operation, effect: { kind: 'commit-then-drop' } }));
const lateWork: ErpFault = { operation: 'xledger.addGLImportItems', effect: { kind: 'late-commit', ms: 4_000 } };
const cutBefore = posts.map((operation): ErpFault => ({ operation, effect: { kind: 'drop-before' } }));
const refusedLookUp: ErpFault = {
  operation: 'bc.generalLedgerEntries',
  effect: { kind: 'status', status: 503, headers: { 'retry-after': '1' }, body: {} },
};

/** Each of them has to be caught by the ledger. */
export const mutants: readonly Mutant[] = [
  { name: 'sent-twice', bug: 'A client below repeats the call.', faults: [] },
  { name: 'no-look-up', bug: 'What is in doubt counts as absent without anybody asking.', faults: lostAnswers },
  { name: 'no-intent', bug: 'The call is made without a committed intent.', faults: [], deathAt: 'after-post' },
  { name: 'float-amounts', bug: 'Amounts pass through a float, and some lose an øre.', faults: [] },
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
];

/** The same troubles and no bug: nothing may be caught. */
export const innocent: Mutant = {
  name: 'none',
  bug: 'No bug at all.',
  faults: [...lostAnswers, refusedLookUp],
  deathAt: 'after-post',
};
