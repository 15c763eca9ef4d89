import { isBilagProblem } from '@bilag/client';
import { ForeignText } from '../../components/foreign-text.tsx';
import { Notice } from '../../components/notice.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { useText } from '../../i18n/use-text.ts';

/** Why a connection does not work. That the credentials were refused is said first of all. */
export function ConnectionProblem({ error }: { readonly error: Error }) {
  const say = useText();
  if (!isBilagProblem(error, 'ERP_AUTHENTICATION_FAILED')) return <ProblemNotice error={error} />;
  return (
    <div role="alert">
      <Notice level="danger" title={say('connection.refused')}>
        <p>{say('connection.refused.text')}</p>
        <p>
          <ForeignText>{error.problem?.detail ?? ''}</ForeignText>
        </p>
        <p className="hint">{say('problem.code', { code: 'ERP_AUTHENTICATION_FAILED' })}</p>
      </Notice>
    </div>
  );
}
