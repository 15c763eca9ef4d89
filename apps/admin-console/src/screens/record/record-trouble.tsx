import type { RecordDetail } from '../../api/records.ts';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { useText } from '../../i18n/use-text.ts';

/** What is wrong with a record, or with the voucher that takes it back, and what to do about it. */
export function RecordTrouble({ record: { state, failure, reversal } }: { readonly record: RecordDetail }) {
  const say = useText();
  const title = say(state === 'held' ? 'record.failure.held' : 'record.failure');
  const reversalFailure = reversal?.failure ?? null;
  return (
    <>
      {failure !== null && <FailureNotice title={title} failure={failure} />}
      {reversalFailure !== null && <FailureNotice title={say('record.reversal.failure')} failure={reversalFailure} />}
    </>
  );
}
