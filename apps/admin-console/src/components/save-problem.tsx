import { isBilagProblem } from '@bilag/client';
import { useLastActor } from '../api/sync-logs.ts';
import { useLogWords } from '../i18n/use-log-words.ts';
import { useText } from '../i18n/use-text.ts';
import { useSession } from '../session/session-context.ts';
import { Button } from './button.tsx';
import { Notice } from './notice.tsx';
import { OutsideLink } from './outside-link.tsx';
import { ProblemNotice } from './problem-notice.tsx';

interface SaveProblemProps {
  readonly error: Error;
  readonly organizationId: string;
  /** What the audit log calls such a change. */
  readonly action: string;
  /** Begins the form anew with what is saved. */
  readonly onTake: () => void;
}

/** Why something was not saved. That somebody else has saved it meanwhile is said with the name, and with the ways to see it and to take it. */
export function SaveProblem({ error, organizationId, action, onTake }: SaveProblemProps) {
  if (!isBilagProblem(error, 'PRECONDITION_FAILED')) return <ProblemNotice error={error} />;
  return <SavedMeanwhile organizationId={organizationId} action={action} onTake={onTake} />;
}

/** Somebody else has saved what is being changed here. */
export function SavedMeanwhile({ organizationId, action, onTake }: Omit<SaveProblemProps, 'error'>) {
  const say = useText();
  return (
    <div role="alert">
      <Notice level="warning" title={useTitle(organizationId, action)}>
        <p>{say('saved-meanwhile.text')}</p>
        <p className="actions">
          <OutsideLink href={location.href} protocols={['https:', 'http:']}>
            {say('saved-meanwhile.see')}
          </OutsideLink>
          <Button onPress={onTake}>{say('saved-meanwhile.take')}</Button>
        </p>
      </Notice>
    </div>
  );
}

function useTitle(organizationId: string, action: string): string {
  const say = useText();
  const words = useLogWords();
  const { subject } = useSession();
  const { data: actor } = useLastActor(organizationId, action);
  if (actor === undefined || actor === null) return say('saved-meanwhile.title.somebody');
  return actor === subject
    ? say('saved-meanwhile.title.self')
    : say('saved-meanwhile.title', { who: words.actor(actor) });
}
