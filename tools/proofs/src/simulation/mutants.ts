import type {
  AccountingGateway,
  DeliveryStatus,
  DueEntry,
  EntryOutcome,
  FindOutcome,
  OutboxStore,
  PostOutcome,
  RenderedVoucher,
} from '@bilag/core';
import { money, parseVoucherReference, voucher } from '@bilag/core';
import type { InMemoryOutboxStore } from '@bilag/core/testing';

/** A bug of the kind that doubles, loses or falsifies vouchers, put where the engine meets the world. */
export interface Mutant {
  readonly name: string;
  /** What a developer might have done. */
  readonly bug: string;
  readonly gateway?: (gateway: AccountingGateway) => AccountingGateway;
  readonly outbox?: (outbox: OutboxStore, books: InMemoryOutboxStore) => OutboxStore;
}

/** Each of them has to be caught by some seed. */
export const mutants: readonly Mutant[] = [
  {
    name: 'no-look-up',
    bug: 'What is in doubt counts as absent without anybody asking.',
    gateway: (it) => ({ ...it, findVouchers: (queries) => answerAll(queries, absent) }),
  },
  {
    name: 'settling-zero',
    bug: 'The look-up comes at once, before a late call is done.',
    gateway: (it) => ({ ...it, traits: { ...it.traits, settlingMs: 0 } }),
    outbox: settlingAfter(0),
  },
  {
    name: 'settling-too-short',
    bug: 'The settling time is shorter than the longest the ERP may still act.',
    gateway: (it) => ({ ...it, traits: { ...it.traits, settlingMs: 12_000 } }),
  },
  {
    name: 'resend-on-lost-reply',
    bug: 'A lost answer counts as «not applied» and is sent again.',
    gateway: (it) =>
      changedAnswers(it, (answer) => (answer.kind === 'unknown' ? { ...answer, kind: 'retry' } : answer)),
  },
  {
    name: 'silence-is-refusal',
    bug: 'A voucher that the answer does not name counts as «not applied».',
    gateway: (it) => ({
      ...it,
      postVouchers: async (batch, context) => {
        const answers = await it.postVouchers(batch, context);
        return new Map(batch.map(({ reference }) => [reference, answers.get(reference) ?? notNow]));
      },
    }),
  },
  {
    name: 'silence-is-success',
    bug: 'A voucher that the answer does not name counts as booked.',
    gateway: (it) => ({
      ...it,
      postVouchers: async (batch, context) => {
        const answers = await it.postVouchers(batch, context);
        return new Map(batch.map(({ reference }) => [reference, answers.get(reference) ?? bookedAs(reference)]));
      },
    }),
  },
  {
    name: 'lost-is-booked',
    bug: 'A timeout counts as booked.',
    gateway: (it) =>
      changedAnswers(it, (answer, { reference }) => (answer.kind === 'unknown' ? bookedAs(reference) : answer)),
  },
  {
    name: 'refused-is-booked',
    bug: 'A definite «not now» counts as booked.',
    gateway: (it) =>
      changedAnswers(it, (answer, { reference }) => (answer.kind === 'retry' ? bookedAs(reference) : answer)),
  },
  {
    name: 'accepted-is-rejected',
    bug: 'What the ERP took into its queue counts as refused, and is retried.',
    gateway: (it) =>
      changedAnswers(it, (answer) =>
        answer.kind === 'accepted' ? { kind: 'retry', failure: notNow.failure } : answer,
      ),
  },
  {
    name: 'matched-by-position',
    bug: 'Answers are matched by their place in the batch, and the ERP answers in another order.',
    gateway: (it) => ({
      ...it,
      postVouchers: async (batch, context) => {
        const answers = [...(await it.postVouchers(batch, context)).values()];
        return new Map(answers.map((answer, at) => [batch[at]?.reference ?? parseVoucherReference('R-X'), answer]));
      },
    }),
  },
  {
    name: 'unclear-is-absent',
    bug: 'A look-up whose answer does not name the voucher counts as absent.',
    gateway: (it) => ({
      ...it,
      findVouchers: async (queries, context) => {
        const found = await it.findVouchers(queries, context);
        return new Map(queries.map(({ reference }) => [reference, found.get(reference) ?? absent]));
      },
    }),
  },
  {
    name: 'failed-look-up-is-absent',
    bug: 'A look-up that broke off counts as absent.',
    gateway: (it) => ({
      ...it,
      findVouchers: async (queries, context) => {
        try {
          return await it.findVouchers(queries, context);
        } catch {
          return await answerAll(queries, absent);
        }
      },
    }),
  },
  {
    name: 'queue-not-read',
    bug: 'The look-up reads the ledger and forgets the import queue.',
    gateway: (it) => changedFindings(it, (found) => (found.kind === 'accepted' ? absent : found)),
  },
  {
    name: 'random-reference',
    bug: 'Every attempt has a reference of its own.',
    gateway: (it) => {
      let attempt = 0;
      const renamed = ({ reference, voucher: meant, payload }: RenderedVoucher) => {
        attempt += 1;
        const other = parseVoucherReference(`R-${attempt}${reference.slice(-12)}`.slice(0, 20));
        return { reference: other, payload, voucher: voucher({ ...meant, reference: other }) };
      };
      return {
        ...it,
        postVouchers: async (batch, context) => {
          const answers = [...(await it.postVouchers(batch.map(renamed), context)).values()];
          return new Map(batch.flatMap(({ reference }, at) => pair(reference, answers[at])));
        },
      };
    },
  },
  {
    name: 'float-amounts',
    bug: 'Amounts pass through a float and lose their øre.',
    gateway: (it) => changedVouchers(it, (minor) => BigInt(Math.round(Math.fround(Number(minor) / 100) * 10) * 10)),
  },
  {
    name: 'amounts-in-kroner',
    bug: 'The unit is wrong by a factor of a hundred.',
    gateway: (it) => changedVouchers(it, (minor) => minor * 100n),
  },
  {
    name: 'sent-twice',
    bug: 'A client below repeats the call.',
    gateway: (it) => ({
      ...it,
      postVouchers: async (batch, context) => {
        const first = it.postVouchers(batch, context);
        await it.postVouchers(batch, context);
        return await first;
      },
    }),
  },
  {
    name: 'retry-on-timeout',
    bug: 'A client below repeats a call that was not answered.',
    gateway: (it) => ({
      ...it,
      postVouchers: async (batch, context) => {
        const answers = await it.postVouchers(batch, context);
        const isLost = [...answers.values()].some(({ kind }) => kind === 'unknown');
        return isLost ? await it.postVouchers(batch, { ...context, signal: new AbortController().signal }) : answers;
      },
    }),
  },
  {
    name: 'no-intent',
    bug: 'The call is made without a committed intent.',
    outbox: (it) => ({
      ...it,
      openAttempts: (_lane, _intents, operationMs) => Promise.resolve({ sendWithinMs: operationMs }),
    }),
  },
  {
    name: 'send-without-grant',
    bug: 'The call is made although the intent could not be committed.',
    outbox: (it) => ({
      ...it,
      openAttempts: async (lane, intents, operationMs) =>
        granted(await it.openAttempts(lane, intents, operationMs), operationMs),
    }),
  },
  {
    name: 'orphans-forgotten',
    bug: 'What a dead worker was sending is taken for never sent.',
    outbox: (it, books) => ({
      ...it,
      async adoptOrphans(lane) {
        const orphans = books
          .entries()
          .filter((e) => e.organizationId === lane.organizationId && e.state === 'sending');
        const adopted = await it.adoptOrphans(lane);
        if (adopted === undefined) return adopted;
        for (const entry of orphans) {
          books.change(entry, { ...entry, state: 'pending', dueInMs: 0, inDoubt: false, everInDoubt: false });
        }
        return adopted;
      },
    }),
  },
  {
    name: 'orphans-too-early',
    bug: 'What a dead worker was sending is looked up at once.',
    outbox: settlingAfter(0),
  },
  {
    name: 'orphans-by-other-books',
    bug: 'What a dead worker was sending waits by the settling time of other books, which settle sooner.',
    outbox: settlingAfter(12_000),
  },
  {
    name: 'stale-fence-accepted',
    bug: 'A worker whose lane was taken over still writes.',
    outbox: (it, books) => ({
      ...it,
      async recordOutcomes(lane, outcomes) {
        if (await it.recordOutcomes(lane, outcomes)) return true;
        const open = new Set(
          books
            .entries()
            .filter(({ state }) => state !== 'synced' && state !== 'cancelled')
            .map(({ sequence }) => sequence),
        );
        for (const { entry, next } of outcomes) if (open.has(entry.sequence)) books.change(entry, next);
        return true;
      },
    }),
  },
  {
    name: 'second-sender',
    bug: 'Two workers serve one organization at the same time, and each keeps its own list of what is due.',
    outbox: (it, books) => {
      const lists = new Map<string, readonly DueEntry[]>();
      return {
        ...it,
        async leaseLanes(request) {
          const lanes = await it.leaseLanes(request);
          for (const lane of lanes) lists.set(lane.organizationId, await it.readDue(lane, 50));
          return lanes;
        },
        readDue: (lane, limit) => Promise.resolve((lists.get(lane.organizationId) ?? []).slice(0, limit)),
        openAttempts: async (lane, intents, operationMs) => {
          for (const { entry } of intents) {
            const now = books.entries().find(({ sequence }) => sequence === entry.sequence);
            if (now !== undefined && now.state !== 'synced') books.change(now, { ...entry, dueInMs: null });
          }
          return granted(await it.openAttempts(lane, intents, operationMs), operationMs);
        },
      };
    },
  },
  {
    name: 'outcome-lost',
    bug: 'An outcome is not written, and the entry is left as if nothing had been sent.',
    outbox: (it, books) => ({
      ...it,
      async recordOutcomes(lane, outcomes) {
        const done = await it.recordOutcomes(lane, outcomes);
        for (const { entry, next } of outcomes) {
          if (next.state !== 'unknown') continue;
          books.change(entry, { ...next, state: 'pending', dueInMs: 0, inDoubt: false, everInDoubt: false });
        }
        return done;
      },
    }),
  },
  {
    name: 'unbegun-is-booked',
    bug: 'A call of a run that was not begun counts as answered like those before it.',
    outbox: (it) => ({
      ...it,
      recordOutcomes: (lane, outcomes) =>
        it.recordOutcomes(
          lane,
          outcomes.map((one) => (isUnbegun(one) ? { ...one, next: asBooked(one.next) } : one)),
        ),
    }),
  },
  {
    name: 'begun-is-unbegun',
    bug: 'When a run ends early, all of its calls count as not begun.',
    outbox: (it) => ({
      ...it,
      recordOutcomes: (lane, outcomes) => {
        const unbegun = outcomes.find(isUnbegun);
        return it.recordOutcomes(
          lane,
          unbegun === undefined
            ? outcomes
            : outcomes.map((one) => ({ ...one, next: { ...one.next, ...pendingAgain }, log: unbegun.log })),
        );
      },
    }),
  },
  {
    name: 'cursor-too-far',
    bug: 'The lane’s cursor passes over entries that nobody has dealt with.',
    outbox: (it) => ({ ...it, advanceCursor: (lane, sequence) => it.advanceCursor(lane, sequence + 2n) }),
  },
  {
    name: 'doubt-forgotten',
    bug: 'Once a doubt has been looked up, it is forgotten that there was one.',
    outbox: (it) => ({
      ...it,
      readDue: async (lane, limit) =>
        (await it.readDue(lane, limit)).map((due) => ({
          ...due,
          entry: {
            ...due.entry,
            inDoubt: false,
            everInDoubt: false,
            state: due.entry.state === 'unknown' ? 'pending' : due.entry.state,
          },
        })),
      openAttempts: async (lane, intents, operationMs) =>
        granted(await it.openAttempts(lane, intents, operationMs), operationMs),
    }),
  },
  {
    name: 'reversal-of-another-mapping',
    bug: 'A reversal is made with the first mapping, whichever made its voucher.',
    outbox: (it) =>
      changedDue(it, (due) =>
        due.reversed === undefined ? due : { ...due, reversed: { ...due.reversed, mappingVersion: 1 } },
      ),
  },
  {
    name: 'reversal-is-a-voucher',
    bug: 'A reversal is sent as the voucher that it should take back.',
    outbox: (it) => changedDue(it, (due) => ({ ...due, entry: { ...due.entry, reverses: null } })),
  },
  {
    name: 'recalled-is-sent',
    bug: 'What was withdrawn while it was in doubt is sent again once it is surely absent.',
    outbox: (it) =>
      changedDue(it, (due) =>
        due.entry.state === 'rejected' ? due : { ...due, entry: { ...due.entry, recalled: null } },
      ),
  },
  {
    name: 'refused-there-is-absent',
    bug: 'What lies refused in the queue of the ERP counts as absent.',
    gateway: (it) => ({
      ...it,
      findVouchers: async (queries, context) => {
        const found = await it.findVouchers(queries, context);
        return new Map([...found].map(([reference, one]) => [reference, one.kind === 'rejected' ? absent : one]));
      },
    }),
  },
  {
    name: 'recalled-is-forgotten',
    bug: 'What was withdrawn while it was in doubt is cancelled without a look-up.',
    outbox: (it) =>
      changedDue(it, ({ entry, ...due }) =>
        entry.recalled === null || entry.state === 'accepted'
          ? { ...due, entry }
          : { ...due, entry: { ...entry, state: 'pending', inDoubt: false, everInDoubt: false } },
      ),
  },
];

const absent: FindOutcome = { kind: 'absent' };
const granted = (grant: Awaited<ReturnType<OutboxStore['openAttempts']>>, sendWithinMs: number) =>
  typeof grant === 'object' ? grant : { sendWithinMs };
const isUnbegun = ({ log }: EntryOutcome) => log?.message === 'The call was not begun; nothing was sent.';
const pendingAgain = { state: 'pending', dueInMs: 0, inDoubt: false } as const;
const asBooked = (next: DeliveryStatus): DeliveryStatus => ({
  ...next,
  state: 'synced',
  dueInMs: null,
  erpReference: 'E-1',
});
const notNow = { kind: 'retry', failure: { code: 'ERP_UNAVAILABLE', message: 'Not now.' } } as const;
const bookedAs = (reference: string): PostOutcome => ({ kind: 'booked', erpReference: `E-${reference}` });

function answerAll(queries: Parameters<AccountingGateway['findVouchers']>[0], outcome: FindOutcome) {
  return Promise.resolve(new Map(queries.map(({ reference }) => [reference, outcome])));
}

function pair<K, V>(key: K, value: V | undefined): readonly [K, V][] {
  return value === undefined ? [] : [[key, value]];
}

function changedDue(it: OutboxStore, change: (due: DueEntry) => DueEntry): OutboxStore {
  return { ...it, readDue: async (lane, limit) => (await it.readDue(lane, limit)).map(change) };
}

function changedAnswers(
  it: AccountingGateway,
  change: (answer: PostOutcome, sent: RenderedVoucher) => PostOutcome,
): AccountingGateway {
  return {
    ...it,
    async postVouchers(batch, context) {
      const answers = await it.postVouchers(batch, context);
      return new Map(batch.flatMap((sent) => pair(sent.reference, changed(answers.get(sent.reference), sent))));
    },
  };
  function changed(answer: PostOutcome | undefined, sent: RenderedVoucher) {
    return answer === undefined ? undefined : change(answer, sent);
  }
}

function changedFindings(it: AccountingGateway, change: (found: FindOutcome) => FindOutcome): AccountingGateway {
  return {
    ...it,
    async findVouchers(queries, context) {
      const found = await it.findVouchers(queries, context);
      return new Map([...found].map(([reference, outcome]) => [reference, change(outcome)]));
    },
  };
}

function changedVouchers(it: AccountingGateway, change: (minor: bigint) => bigint): AccountingGateway {
  const falsified = ({ reference, payload, voucher: meant }: RenderedVoucher): RenderedVoucher => {
    const debits = meant.lines
      .slice(0, -1)
      .map((line) => ({ ...line, amount: money('NOK', change(line.amount.minor)) }));
    const total = debits.reduce((sum, { amount }) => sum + amount.minor, 0n);
    const credits = meant.lines.slice(-1).map((line) => ({ ...line, amount: money('NOK', -total) }));
    return { reference, payload, voucher: { ...meant, lines: [...debits, ...credits] } };
  };
  return { ...it, postVouchers: (batch, context) => it.postVouchers(batch.map(falsified), context) };
}

/** What a dead worker was sending is due so many milliseconds after it was taken over. */
function settlingAfter(settlingMs: number) {
  return (it: OutboxStore): OutboxStore => ({
    ...it,
    openAttempts: (lane, intents, operationMs) =>
      it.openAttempts(
        lane,
        intents.map((one) => ({ ...one, settlingMs })),
        operationMs,
      ),
  });
}
