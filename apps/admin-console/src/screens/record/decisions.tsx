import { useEffect, useRef, useState } from 'react';
import { type OpenDecision, type RecordDetail, useRetry } from '../../api/records.ts';
import { useAnnounce } from '../../components/announcer.tsx';
import { Button } from '../../components/button.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { useFocusHeadingWhenGone } from '../../components/use-focus-heading.ts';
import { useText } from '../../i18n/use-text.ts';
import { DecisionDialog, wordOf } from './decision-dialog.tsx';

interface DecisionsProps {
  readonly organizationId: string;
  readonly record: RecordDetail;
  /** Whether there is anything to do about it. */
  readonly isNeeded: boolean;
}

/**
 * What a person can do about a record, or the voucher that takes it back, that failed: try it again, or what the API says may be decided. Whoever is about to
 * decide when there is nothing to decide any more is told so: somebody else was first.
 */
export function Decisions({ isNeeded, ...props }: DecisionsProps) {
  const say = useText();
  const announce = useAnnounce();
  const isDeciding = useRef(false);
  useEffect(() => {
    if (isNeeded || !isDeciding.current) return;
    isDeciding.current = false;
    announce(say('record.overtaken'));
  }, [isNeeded, announce, say]);
  if (!isNeeded) return null;
  return <Offered {...props} onDeciding={(it) => void (isDeciding.current = it)} />;
}

interface OfferedProps extends Omit<DecisionsProps, 'isNeeded'> {
  /** Told when somebody begins to decide, and when that is over, carried out or not. */
  readonly onDeciding: (isDeciding: boolean) => void;
}

function Offered({ organizationId, record, onDeciding }: OfferedProps) {
  const say = useText();
  const announce = useAnnounce();
  const retry = useRetry(organizationId);
  useFocusHeadingWhenGone();
  const [decision, setDecision] = useState<OpenDecision>();
  const retryNow = () => retry.mutate({ recordIds: [record.id] }, { onSuccess: () => announce(say('record.retried')) });
  const decide = (it: OpenDecision | undefined) => {
    onDeciding(it !== undefined);
    setDecision(it);
  };
  return (
    <section>
      <h2>{say('record.decide')}</h2>
      {retry.error !== null && <ProblemNotice error={retry.error} />}
      <p className="actions">
        <Button variant="primary" isBusy={retry.isPending} onPress={retryNow}>
          {say('record.retry')}
        </Button>
        {record.decisions.map((it) => (
          <Button key={wordOf(it)} onPress={() => decide(it)}>
            {say(`record.${wordOf(it)}`)}
          </Button>
        ))}
      </p>
      {decision !== undefined && (
        <DecisionDialog
          organizationId={organizationId}
          recordId={record.id}
          decision={decision}
          onSending={(it) => onDeciding(!it)}
          onClose={() => decide(undefined)}
        />
      )}
    </section>
  );
}
