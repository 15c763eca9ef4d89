import { BilagProblem } from '@bilag/client';
import { useText } from '../i18n/use-text.ts';
import { FindingList } from './finding-list.tsx';
import { ForeignText } from './foreign-text.tsx';
import { Notice } from './notice.tsx';

interface ProblemNoticeProps {
  readonly error: Error;
  /** A question is asked again by itself. A deed is not, and when nobody answers it may have been done. */
  readonly isAskedAgain?: boolean;
}

/** Says what went wrong and what to do, aloud too, in the service's own words where it has any. */
export function ProblemNotice(props: ProblemNoticeProps) {
  return (
    <div role="alert">
      <ProblemWords {...props} />
    </div>
  );
}

function ProblemWords({ error, isAskedAgain = false }: ProblemNoticeProps) {
  const say = useText();
  const { status, problem } = error instanceof BilagProblem ? error : { status: undefined, problem: undefined };
  if (status === 0) {
    return (
      <Notice level="danger" title={say('problem.unreachable.title')}>
        <p>{say(isAskedAgain ? 'problem.unreachable.text' : 'problem.unreachable.deed')}</p>
      </Notice>
    );
  }
  if (problem === undefined) {
    return (
      <Notice level="danger" title={say('problem.wordless.title')}>
        <p>{say('problem.wordless.text', { status: status ?? error.name })}</p>
      </Notice>
    );
  }
  return (
    <Notice level="danger" title={problem.title}>
      <p>{problem.remedy}</p>
      <p>
        <ForeignText>{problem.detail}</ForeignText>
      </p>
      {problem.findings !== undefined && <FindingList findings={problem.findings} />}
      <p className="hint">{say('problem.code', { code: problem.code })}</p>
    </Notice>
  );
}
