import {
  type AccountingGateway,
  type ConnectorPlugin,
  deriveVoucherReference,
  type FindOutcome,
  type FoundLine,
  type PostOutcome,
  type RenderedVoucher,
  type Voucher,
  type VoucherQuery,
} from '@bilag/core';
import { messageOf, organizationName } from '../../../message.ts';
import type { Work } from '../../work.ts';
import { createBenchConnector } from '../bench-connector.ts';

/**
 * What becomes of a record that others are copied from. `booked`: at once, so that it has one entry in the sync log. `retried`: refused, tried again by hand,
 * accepted, in doubt and at last booked; five entries. `refused`: and nobody has done anything about it. `new`: nobody has looked at it yet.
 */
export type Story = 'booked' | 'retried' | 'refused' | 'new';

/** The organization whose records are copied. */
export const organizationOfModels = organizationName(0);

/** The approval of a story’s record. */
export const approvalOf = (story: Story) => ({ ...messageOf(0, 0).approval, sourceId: `MODEL-${story}` });

const everyStory: readonly Story[] = ['booked', 'retried', 'refused', 'new'];

/** The benchmark's connector, with an ERP that answers as the stories go. It takes one voucher a call. */
export async function createStoryConnector(work: Work): Promise<ConnectorPlugin> {
  const stories = new Map<string, Story>();
  for (const story of everyStory) {
    const { kind, sourceId, revision } = approvalOf(story);
    stories.set(
      await deriveVoucherReference({ organizationId: organizationOfModels, kind, sourceId, revision }),
      story,
    );
  }
  const plugin = createBenchConnector(work, 'one-call');
  const profiles = plugin.profiles.map((it) => ({
    ...it,
    open: (...given: Parameters<typeof it.open>) => telling(stories, it.open(...given)),
  }));
  return { ...plugin, profiles };
}

const closed = {
  code: 'ERP_PERIOD_CLOSED',
  message: 'The accounting system refused the voucher: period 2026-03 is closed.',
  field: 'postingDate',
  reply: { status: 422, body: '{"error":{"code":"PeriodClosed","message":"Period 2026-03 is closed."}}' },
} as const;
const unclear = { code: 'ERP_LOOK_UP_INCONCLUSIVE', message: 'The journal could not be read to its end.' } as const;

function telling(stories: ReadonlyMap<string, Story>, gateway: AccountingGateway): AccountingGateway {
  const vouchers = new Map<string, Voucher>();
  const questions = new Map<string, number>();
  const post = ({ reference, voucher }: RenderedVoucher): PostOutcome => {
    const story = stories.get(reference);
    const isFirst = !vouchers.has(reference);
    vouchers.set(reference, voucher);
    if (story === 'booked') return { kind: 'booked', erpReference: reference };
    if (story === 'retried' && !isFirst) return { kind: 'accepted', erpReference: reference };
    return { kind: 'rejected', failure: closed };
  };
  const find = ({ reference }: VoucherQuery): FindOutcome => {
    const asked = (questions.get(reference) ?? 0) + 1;
    questions.set(reference, asked);
    if (asked === 1) return { kind: 'cannot-tell', failure: unclear };
    return { kind: 'booked', erpReference: reference, copies: 1, lines: linesOf(vouchers.get(reference)) };
  };
  return {
    ...gateway,
    traits: { ...gateway.traits, settlingMs: 1, bookingPollMs: 1 },
    postVouchers: (batch) => Promise.resolve(new Map(batch.map((it) => [it.reference, post(it)]))),
    findVouchers: (queries) => Promise.resolve(new Map(queries.map((it) => [it.reference, find(it)]))),
  };
}

function linesOf(voucher: Voucher | undefined): readonly FoundLine[] {
  return (voucher?.lines ?? []).map(({ ledgerAccount, amount, dimensions }) => {
    return { ledgerAccount, amountMinor: amount.minor, dimensions };
  });
}
