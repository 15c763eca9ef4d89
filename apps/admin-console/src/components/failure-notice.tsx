import type { Schemas } from '@bilag/client';
import { useText } from '../i18n/use-text.ts';
import { ForeignText } from './foreign-text.tsx';
import { Notice } from './notice.tsx';

/** Why a record or receipt is where it is, and what to do about it. */
export function FailureNotice({ title, failure }: { readonly title: string; readonly failure: Schemas['Failure'] }) {
  const say = useText();
  return (
    <Notice level="danger" title={title}>
      <p>
        <ForeignText>{failure.message}</ForeignText>
      </p>
      <p>
        <strong>{say('problem.remedy')}: </strong>
        <ForeignText>{failure.remedy}</ForeignText>
      </p>
      <p className="hint">{say('problem.code', { code: failure.code })}</p>
    </Notice>
  );
}
