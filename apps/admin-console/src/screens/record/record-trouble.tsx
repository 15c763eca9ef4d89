import type { RecordDetail } from '../../api/records.ts';
import { FailureNotice } from '../../components/failure-notice.tsx';
import type { NoticeLevel } from '../../components/notice.tsx';
import type { MessageId } from '../../i18n/messages.ts';
import { useText } from '../../i18n/use-text.ts';

/** One of a record's vouchers, as far as something may be wrong with it. */
type Troubled = Pick<RecordDetail, 'state' | 'failure'>;

/** What is wrong with a record, or with the voucher that takes it back, and what to do about it. */
export function RecordTrouble({ record }: { readonly record: RecordDetail }) {
  const { reversal } = record;
  return (
    <>
      <Trouble of="record" voucher={record} />
      {reversal !== null && <Trouble of="reversal" voucher={reversal} />}
    </>
  );
}

function Trouble({ of, voucher }: { readonly of: 'record' | 'reversal'; readonly voucher: Troubled }) {
  const say = useText();
  const { failure } = voucher;
  if (failure === null) return null;
  const { level, title, remedy } = tellingOf(voucher, failure.code)[of];
  return (
    <FailureNotice
      level={level}
      title={say(title)}
      failure={failure}
      remedy={remedy === undefined ? remedy : say(remedy)}
    />
  );
}

interface Telling {
  readonly level: NoticeLevel;
  readonly title: MessageId;
  readonly remedy?: MessageId;
}

/** How it is told of a record's voucher and of a reversal. What may be in the ledger must not be called «not booked»: somebody would type it in once more. */
function tellingOf({ state }: Troubled, code: string): Readonly<Record<'record' | 'reversal', Telling>> {
  switch (state) {
    case 'sending':
    case 'unknown':
    case 'accepted':
      return {
        record: { level: 'warning', title: 'record.doubt', remedy: 'record.doubt.remedy' },
        reversal: { level: 'warning', title: 'record.reversal.doubt', remedy: 'record.doubt.remedy' },
      };
    case 'held':
      return {
        record: { level: 'warning', title: 'record.failure.held' },
        reversal: { level: 'warning', title: 'record.reversal.held' },
      };
    case 'cancelled':
      return {
        record: { level: 'info', title: 'record.cancelled' },
        reversal: { level: 'info', title: 'record.reversal.cancelled' },
      };
    case 'pending':
    case 'rejected':
    case 'synced':
      return {
        record: { level: 'danger', title: 'record.failure' },
        reversal: {
          level: 'danger',
          title: 'record.reversal.failure',
          ...(mendedInMapping.includes(code) && { remedy: 'record.reversal.remedy' }),
        },
      };
  }
}

/** Errors whose remedy speaks of the field mapping, which a reversal is not made by: it is posted as the voucher was that it takes back. */
const mendedInMapping: readonly string[] = [
  'INVALID_VOUCHER',
  'ERP_UNKNOWN_LEDGER_ACCOUNT',
  'ERP_UNKNOWN_DIMENSION_VALUE',
  'ERP_UNKNOWN_TAX_CODE',
  'ERP_UNKNOWN_PAYEE',
];
