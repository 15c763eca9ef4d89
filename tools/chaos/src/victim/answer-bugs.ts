import { type AccountingGateway, type PostOutcome, parseVoucherReference, type RenderedVoucher } from '@bilag/core';
import type { Bug, Bugs, Show } from './bug.ts';

/** What a developer might have got wrong about the ERP's answer to a posting, or about the call itself. */
export function answerBugs(show: Show): Bugs {
  const answered = (from: PostOutcome['kind'], change: (it: Answered) => PostOutcome): Bug => ({
    gateway: (it) =>
      changedAnswers(it, (answer, reference) => {
        if (answer.kind !== from) return answer;
        show();
        return change({ answer, reference });
      }),
  });
  return {
    'resend-on-lost-reply': answered('unknown', () => notNow),
    'lost-is-booked': answered('unknown', ({ reference }) => ({ kind: 'booked', erpReference: reference })),
    'lost-is-rejected': answered('unknown', () => ({ kind: 'rejected', failure: notNow.failure })),
    'refused-is-booked': answered('retry', ({ reference }) => ({ kind: 'booked', erpReference: reference })),
    'later-is-never': answered('retry', () => ({ kind: 'rejected', failure: notNow.failure })),
    'accepted-is-resent': answered('accepted', () => notNow),
    'accepted-is-booked': answered('accepted', ({ reference }) => ({ kind: 'booked', erpReference: reference })),
    // A stumble of the ERP is taken for refused credentials, and nobody is there to let it go on.
    'stumble-pauses': answered('retry', () => ({
      kind: 'retry',
      failure: { code: 'ERP_AUTHENTICATION_FAILED', message: 'Not now.' },
    })),
    'sent-twice': {
      gateway: (it) => ({
        ...it,
        async postVouchers(batch, context) {
          const answers = await it.postVouchers(batch, context);
          show();
          await it.postVouchers(batch, { ...context, batchKey: `${context.batchKey.slice(1)}0` });
          return answers;
        },
      }),
    },
    'deadline-ignored': {
      gateway: (it) => ({
        ...it,
        postVouchers(batch, context) {
          show();
          return it.postVouchers(batch, { ...context, signal: new AbortController().signal });
        },
      }),
    },
    'random-reference': {
      gateway: (it) => renamed(it, (at) => `R-${String(Date.now() % 1e8).padStart(8, '0')}${at}`, show),
    },
    'reference-cut-short': { gateway: (it) => renamed(it, (_at, reference) => reference.slice(0, 3), show) },
  };
}

interface Answered {
  readonly answer: PostOutcome;
  readonly reference: string;
}

const notNow: PostOutcome & { kind: 'retry' } = {
  kind: 'retry',
  // Of no weight for the lane, so that it is tried again without a rest.
  failure: { code: 'ERP_BATCH_REFUSED', message: 'Not now.' },
};

function changedAnswers(
  it: AccountingGateway,
  change: (answer: PostOutcome, reference: string) => PostOutcome,
): AccountingGateway {
  return {
    ...it,
    async postVouchers(batch, context) {
      const answers = await it.postVouchers(batch, context);
      return new Map([...answers].map(([reference, answer]) => [reference, change(answer, reference)]));
    },
  };
}

/** Sends under other references than those that it tells, and asks after them likewise. */
function renamed(
  it: AccountingGateway,
  name: (at: number, reference: string) => string,
  show: Show,
): AccountingGateway {
  let made = 0;
  const other = (reference: string) => {
    made += 1;
    show();
    return parseVoucherReference(name(made, reference));
  };
  return {
    ...it,
    async postVouchers(batch, context) {
      const sent = batch.map(({ voucher, reference }): RenderedVoucher => {
        return it.render({ ...voucher, reference: other(reference) });
      });
      // The ERP answers by reference, so what shares one is sent apart.
      const answers = await Promise.all(
        sent.map((one, at) =>
          it.postVouchers([one], { ...context, batchKey: `${at}${context.batchKey}`.slice(0, 16) }),
        ),
      );
      return new Map(
        batch.flatMap(({ reference }, at) => [...(answers[at]?.values() ?? [])].map((answer) => [reference, answer])),
      );
    },
    async findVouchers(queries, context) {
      const asked = queries.map((query) => ({ ...query, reference: other(query.reference) }));
      const found = await it.findVouchers(asked, context);
      return new Map(
        queries.flatMap(({ reference }, at) => {
          const answer = found.get(asked[at]?.reference ?? reference);
          return answer === undefined ? [] : [[reference, answer]];
        }),
      );
    },
  };
}
