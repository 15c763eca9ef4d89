import { BilagProblem } from '@bilag/client';
import { useText } from '../i18n/use-text.ts';
import { ForeignText } from './foreign-text.tsx';
import { Notice } from './notice.tsx';

/** Says what went wrong and what to do, aloud too, in the service's own words where it has any. */
export function ProblemNotice({ error }: { readonly error: Error }) {
  return (
    <div role="alert">
      <ProblemWords error={error} />
    </div>
  );
}

function ProblemWords({ error }: { readonly error: Error }) {
  const say = useText();
  const { status, problem } = error instanceof BilagProblem ? error : { status: undefined, problem: undefined };
  if (status === 0) {
    return (
      <Notice level="danger" title={say('problem.unreachable.title')}>
        <p>{say('problem.unreachable.text')}</p>
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
      {problem.findings !== undefined && (
        <ul>
          {problem.findings.map((it) => (
            <li key={`${it.path} ${it.code}`}>
              <ForeignText>{`${it.path}: ${it.message}`}</ForeignText> {it.remedy}
            </li>
          ))}
        </ul>
      )}
      <p className="hint">{say('problem.code', { code: problem.code })}</p>
    </Notice>
  );
}
