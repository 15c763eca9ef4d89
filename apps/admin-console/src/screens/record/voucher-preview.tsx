import type { Schemas } from '@bilag/client';
import { type RecordDetail, useVoucher } from '../../api/records.ts';
import { Facts } from '../../components/facts.tsx';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { ForeignText } from '../../components/foreign-text.tsx';
import { JournalLines } from '../../components/journal-lines.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { useFormat } from '../../i18n/use-format.ts';
import { type Say, useText } from '../../i18n/use-text.ts';

/** The voucher of a record as it was sent, or as it would be sent now; nothing of one that is never sent. */
export function VoucherPreview({
  organizationId,
  record,
}: {
  readonly organizationId: string;
  readonly record: RecordDetail;
}) {
  return record.state === 'cancelled' ? null : <Shown organizationId={organizationId} record={record} />;
}

function Shown({ organizationId, record }: { readonly organizationId: string; readonly record: RecordDetail }) {
  const say = useText();
  return (
    <section>
      <h2>{say('record.voucher')}</h2>
      <QueryView query={useVoucher(organizationId, record)}>
        {(voucher) =>
          voucher.kind === 'voucher' ? (
            <>
              <p className="hint">{noteOn(voucher, record, say)}</p>
              <Voucher voucher={voucher} toldProblem={record.failure?.message} />
            </>
          ) : (
            <p>
              {say('record.voucher.nothing')} <ForeignText>{voucher.reason}</ForeignText>
            </p>
          )
        }
      </QueryView>
    </section>
  );
}

/** Which of the two it is. Of what a person has booked Bilag does not know how. */
function noteOn({ as, lines }: Schemas['VoucherPreview'], { state }: RecordDetail, say: Say): string {
  if (as === 'sent') return say('record.voucher.sent', { version: lines[0]?.rule.mappingVersion ?? 0 });
  return say(state === 'synced' ? 'record.voucher.by-hand' : 'record.voucher.note');
}

/** `toldProblem` has been said further up and is not said twice. */
function Voucher({
  voucher,
  toldProblem,
}: {
  readonly voucher: Schemas['VoucherPreview'];
  readonly toldProblem: string | undefined;
}) {
  const say = useText();
  const format = useFormat();
  const { as, problem, voucherNumber, postingDate, text, total, currency, lines, payload } = voucher;
  return (
    <>
      {problem !== null && problem.message !== toldProblem && (
        <FailureNotice title={say('record.voucher.unfit')} failure={problem} />
      )}
      <Facts
        facts={[
          { name: say('record.voucher.number'), value: String(voucherNumber) },
          { name: say('record.voucher.posting-date'), value: format.date(postingDate) },
          { name: say('record.voucher.text'), value: text },
          { name: say('record.voucher.total'), value: format.money(total, currency) },
        ]}
      />
      <JournalLines lines={lines} currency={currency} />
      <details>
        <summary>{say(as === 'sent' ? 'record.voucher.payload.sent' : 'record.voucher.payload')}</summary>
        <pre className="payload" lang="en" tabIndex={0}>
          {payload}
        </pre>
      </details>
    </>
  );
}
