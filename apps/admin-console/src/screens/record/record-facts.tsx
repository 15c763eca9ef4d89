import type { RecordDetail } from '../../api/records.ts';
import { type Fact, Facts } from '../../components/facts.tsx';
import { ForeignText } from '../../components/foreign-text.tsx';
import { OutsideLink } from '../../components/outside-link.tsx';
import { RecordStateBadge } from '../../components/record-state-badge.tsx';
import { ReversalBadge } from '../../components/reversal-badge.tsx';
import { type Format, useFormat } from '../../i18n/use-format.ts';
import { type Say, useText } from '../../i18n/use-text.ts';

/** What is known of a record. */
export function RecordFacts({ record }: { readonly record: RecordDetail }) {
  const say = useText();
  const format = useFormat();
  return (
    <section>
      <h2>{say('record.facts')}</h2>
      <Facts
        facts={[...stateOf(record, say, format), ...undoneOf(record, say, format), ...approvalOf(record, say, format)]}
      />
    </section>
  );
}

function stateOf(record: RecordDetail, say: Say, format: Format): readonly Fact[] {
  const { state, failure, erpReference, attempts, nextAttemptAt, updatedAt, reversal } = record;
  const { erpLink, traceLink } = record;
  return [
    {
      name: say('records.state'),
      value: (
        <span className="badges">
          <RecordStateBadge state={state} hasFailed={failure !== null} />
          {reversal !== null && <ReversalBadge reversal={reversal} />}
        </span>
      ),
    },
    ...(erpReference === null
      ? []
      : [{ name: say('records.erp-reference'), value: <ForeignText>{erpReference}</ForeignText> }]),
    ...(erpLink === null
      ? []
      : [
          {
            name: say('record.erp-link.name'),
            value: (
              <OutsideLink href={erpLink} protocols={['https:']}>
                {say('record.erp-link')}
              </OutsideLink>
            ),
          },
        ]),
    { name: say('record.attempts'), value: format.count(attempts) },
    ...(traceLink === null
      ? []
      : [
          {
            name: say('record.trace.name'),
            value: (
              <OutsideLink href={traceLink} protocols={['https:', 'http:']}>
                {say('record.trace')}
              </OutsideLink>
            ),
          },
        ]),
    ...(nextAttemptAt === null ? [] : [{ name: say('record.next-attempt'), value: format.instant(nextAttemptAt) }]),
    { name: say('record.updated'), value: format.instant(updatedAt) },
  ];
}

/** Who withdrew its approval and why, and what became of the voucher that takes its own back. */
function undoneOf(record: RecordDetail, say: Say, format: Format): readonly Fact[] {
  const { withdrawnAt, withdrawnBy, withdrawalReason, reversal } = record;
  const withdrawal =
    withdrawnAt === null
      ? []
      : [
          {
            name: say('record.withdrawn'),
            value: say('record.approved.by', { at: format.instant(withdrawnAt), by: withdrawnBy ?? '' }),
          },
          { name: say('record.withdrawn.reason'), value: withdrawalReason ?? '' },
        ];
  if (reversal === null) return withdrawal;
  const { state, failure, reference, voucherNumber, erpReference } = reversal;
  return [
    ...withdrawal,
    { name: say('record.reversal'), value: <RecordStateBadge state={state} hasFailed={failure !== null} /> },
    ...(erpReference === null
      ? []
      : [{ name: say('record.reversal.erp-reference'), value: <ForeignText>{erpReference}</ForeignText> }]),
    { name: say('record.reversal.number'), value: String(voucherNumber) },
    { name: say('record.reversal.reference'), value: <ForeignText>{reference}</ForeignText> },
  ];
}

function approvalOf(record: RecordDetail, say: Say, format: Format): readonly Fact[] {
  const { kind, revision, payee, approvedAt, approvedBy, expenseDate, total, currency, reference } = record;
  return [
    { name: say('records.kind'), value: say(`kind.${kind}`) },
    { name: say('records.amount'), value: format.money(total, currency) },
    { name: say('records.date'), value: format.date(expenseDate) },
    { name: say('record.payee'), value: say(`record.payee.${payee.type}`, { name: payee.name }) },
    {
      name: say('record.approved'),
      value: say('record.approved.by', { at: format.instant(approvedAt), by: approvedBy }),
    },
    ...(revision > 1 ? [{ name: say('record.revision'), value: format.count(revision) }] : []),
    { name: say('record.reference'), value: <ForeignText>{reference}</ForeignText> },
  ];
}
