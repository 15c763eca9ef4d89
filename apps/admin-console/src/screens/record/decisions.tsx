import { useState } from 'react';
import { type OpenDecision, type RecordDetail, useRetry } from '../../api/records.ts';
import { useAnnounce } from '../../components/announcer.tsx';
import { Button } from '../../components/button.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { useFocusHeadingWhenGone } from '../../components/use-focus-heading.ts';
import { useText } from '../../i18n/use-text.ts';
import { DecisionDialog, wordOf } from './decision-dialog.tsx';

/** What a person can do about a record, or the voucher that takes it back, that failed: try it again, or what the API says may be decided. */
export function Decisions({
  organizationId,
  record,
}: {
  readonly organizationId: string;
  readonly record: RecordDetail;
}) {
  const say = useText();
  const announce = useAnnounce();
  const retry = useRetry(organizationId);
  useFocusHeadingWhenGone();
  const [decision, setDecision] = useState<OpenDecision>();
  const retryNow = () => retry.mutate({ recordIds: [record.id] }, { onSuccess: () => announce(say('record.retried')) });
  return (
    <section>
      <h2>{say('record.decide')}</h2>
      {retry.error !== null && <ProblemNotice error={retry.error} />}
      <p className="actions">
        <Button variant="primary" isBusy={retry.isPending} onPress={retryNow}>
          {say('record.retry')}
        </Button>
        {record.decisions.map((it) => (
          <Button key={wordOf(it)} onPress={() => setDecision(it)}>
            {say(`record.${wordOf(it)}`)}
          </Button>
        ))}
      </p>
      {decision !== undefined && (
        <DecisionDialog
          organizationId={organizationId}
          recordId={record.id}
          decision={decision}
          onClose={() => setDecision(undefined)}
        />
      )}
    </section>
  );
}
