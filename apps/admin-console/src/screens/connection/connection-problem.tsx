import { isBilagProblem } from '@bilag/client';
import { ForeignText } from '../../components/foreign-text.tsx';
import { Notice } from '../../components/notice.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { useText } from '../../i18n/use-text.ts';

/** What these errors are in a test. Their own words are of vouchers that are sent, which are tried again or held back; a test does neither. */
const words = new Map([
  ['ERP_AUTHENTICATION_FAILED', 'refused'],
  ['ERP_PERMISSION_DENIED', 'denied'],
  ['ERP_WRONG_LEDGER', 'wrong-ledger'],
  ['ERP_UNREACHABLE', 'unreachable'],
  ['ERP_UNAVAILABLE', 'silent'],
  ['ERP_TIMEOUT', 'silent'],
  ['ERP_REPLY_LOST', 'silent'],
] as const);

interface ConnectionProblemProps {
  readonly error: Error;
  /** Whether what is typed was tested, and not what is saved. */
  readonly isTrial?: boolean;
}

/** Why a connection does not work. */
export function ConnectionProblem({ error, isTrial = false }: ConnectionProblemProps) {
  const say = useText();
  const problem = isBilagProblem(error) ? error.problem : undefined;
  const word = [...words].find(([code]) => code === problem?.code)?.[1];
  if (problem === undefined || word === undefined) return <ProblemNotice error={error} />;
  return (
    <div role="alert">
      <Notice level="danger" title={say(`connection.${word}`)}>
        <p>
          {say(`connection.${word}.text`)} {isTrial && say('connection.nothing-saved')}
        </p>
        <p>
          <ForeignText>{problem.detail}</ForeignText>
        </p>
        <p className="hint">{say('problem.code', { code: problem.code })}</p>
      </Notice>
    </div>
  );
}
