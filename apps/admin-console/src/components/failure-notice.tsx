import type { Schemas } from '@bilag/client';
import { useText } from '../i18n/use-text.ts';
import { FailureWords } from './failure-words.tsx';
import { Notice, type NoticeLevel } from './notice.tsx';

interface FailureNoticeProps {
  readonly title: string;
  readonly failure: Schemas['Failure'];
  readonly level?: NoticeLevel;
  /** What to do, where the screen knows better than the error's code. */
  readonly remedy?: string | undefined;
}

/** Why a record or receipt is where it is, and what to do about it. */
export function FailureNotice({ title, failure, level = 'danger', remedy = failure.remedy }: FailureNoticeProps) {
  const say = useText();
  return (
    <Notice level={level} title={title}>
      <FailureWords failure={failure} />
      <p>
        <strong>{say('problem.remedy')}: </strong>
        {remedy}
      </p>
      <p className="hint">{say('problem.code', { code: failure.code })}</p>
    </Notice>
  );
}
