import type { Schemas } from '@bilag/client';
import { useText } from '../i18n/use-text.ts';
import { FailureWords } from './failure-words.tsx';
import { Notice } from './notice.tsx';

/** Why a record or receipt is where it is, and what to do about it. */
export function FailureNotice({ title, failure }: { readonly title: string; readonly failure: Schemas['Failure'] }) {
  const say = useText();
  return (
    <Notice level="danger" title={title}>
      <FailureWords failure={failure} />
      <p>
        <strong>{say('problem.remedy')}: </strong>
        {failure.remedy}
      </p>
      <p className="hint">{say('problem.code', { code: failure.code })}</p>
    </Notice>
  );
}
