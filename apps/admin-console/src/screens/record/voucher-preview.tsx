import type { Schemas } from '@bilag/client';
import { type RecordDetail, useVoucher } from '../../api/records.ts';
import { Facts } from '../../components/facts.tsx';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { ForeignText } from '../../components/foreign-text.tsx';
import { JournalLines } from '../../components/journal-lines.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { useFormat } from '../../i18n/use-format.ts';
import { useText } from '../../i18n/use-text.ts';

/** The voucher of a record as it would be sent now. */
export function VoucherPreview({
  organizationId,
  record,
}: {
  readonly organizationId: string;
  readonly record: RecordDetail;
}) {
  const say = useText();
  return (
    <section>
      <h2>{say('record.voucher')}</h2>
      <p className="hint">{say('record.voucher.note')}</p>
      <QueryView query={useVoucher(organizationId, record.id)}>
        {(voucher) =>
          voucher.kind === 'voucher' ? (
            <Voucher voucher={voucher} toldProblem={record.failure?.message} />
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
  const { problem, voucherNumber, postingDate, text, total, currency, lines, payload } = voucher;
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
        <summary>{say('record.voucher.payload')}</summary>
        <pre className="payload" lang="en" tabIndex={0}>
          {payload}
        </pre>
      </details>
    </>
  );
}
