import {
  type AccountingGateway,
  type FindOutcome,
  money,
  type PostOutcome,
  type Voucher,
  type VoucherReference,
  voucher,
} from '@bilag/core';
import type { MutantName } from './failpoint-plan.ts';

type GatewayBug = (gateway: AccountingGateway) => AccountingGateway;

/** What a developer might have got wrong in front of the ERP. `show` is called when it has made a difference. */
export function gatewayBugs(show: () => void): Partial<Record<MutantName, GatewayBug>> {
  return {
    // What is in doubt counts as absent without anybody asking.
    'no-look-up': (it) => ({
      ...it,
      async findVouchers(queries) {
        show();
        return new Map(queries.map(({ reference }) => [reference, absent]));
      },
    }),
    // A look-up that could not be made counts as absent.
    'failed-look-up-is-absent': (it) =>
      changedFindings(it, (found) => (found.kind === 'unavailable' ? shown(absent) : found)),
    // The look-up comes at once, before a late call is done.
    'settling-zero': (it) => ({ ...it, traits: { ...it.traits, settlingMs: 0 } }),
    // A lost answer counts as «not applied», and is sent again.
    'resend-on-lost-reply': (it) =>
      changedAnswers(it, (answer) => (answer.kind === 'unknown' ? shown({ ...answer, kind: 'retry' }) : answer)),
    // A lost answer counts as booked.
    'lost-is-booked': (it) =>
      changedAnswers(it, (answer, reference) =>
        answer.kind === 'unknown' ? shown({ kind: 'booked', erpReference: reference }) : answer,
      ),
    // A client below repeats the call.
    'sent-twice': (it) => ({
      ...it,
      async postVouchers(batch, context) {
        const answers = await it.postVouchers(batch, context);
        show();
        await it.postVouchers(batch, { ...context, batchKey: `${context.batchKey.slice(1)}0` });
        return answers;
      },
    }),
    // Amounts pass through a float, and some lose an øre.
    'float-amounts': (it) => ({
      ...it,
      render(meant) {
        const falsified = throughFloat(meant);
        if (falsified.lines.some(({ amount }, at) => amount.minor !== meant.lines[at]?.amount.minor)) show();
        return it.render(falsified);
      },
    }),
  };
  function shown<T>(value: T): T {
    show();
    return value;
  }
}

const absent: FindOutcome = { kind: 'absent' };

function changedAnswers(
  it: AccountingGateway,
  change: (answer: PostOutcome, reference: VoucherReference) => PostOutcome,
): AccountingGateway {
  return {
    ...it,
    async postVouchers(batch, context) {
      const answers = await it.postVouchers(batch, context);
      return new Map([...answers].map(([reference, answer]) => [reference, change(answer, reference)]));
    },
  };
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

/** The credit is the sum of the falsified debits, so the voucher still balances. */
function throughFloat(meant: Voucher): Voucher {
  const debits = meant.lines.slice(0, -1).map((line) => {
    const kroner = Number(line.amount.minor) / 100;
    return { ...line, amount: money(line.amount.currency, BigInt(Math.trunc(kroner * 100))) };
  });
  const total = debits.reduce((sum, { amount }) => sum + amount.minor, 0n);
  const credits = meant.lines.slice(-1).map((line) => ({ ...line, amount: money(line.amount.currency, -total) }));
  return voucher({ ...meant, lines: [...debits, ...credits] });
}
