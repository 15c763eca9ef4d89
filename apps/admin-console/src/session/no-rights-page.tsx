import { Button } from '../components/button.tsx';
import { useText } from '../i18n/use-text.ts';
import { LonePage } from './lone-page.tsx';
import { useSession } from './session-context.ts';
import { signIn, signOut } from './session-store.ts';

/** Somebody has signed in whom the service lets do nothing. */
export function NoRightsPage() {
  const say = useText();
  const { name } = useSession();
  return (
    <LonePage title={say('session.no-rights.title')}>
      <p role="alert">{say('session.no-rights.text', { name })}</p>
      <p className="actions">
        <Button variant="primary" onPress={signIn}>
          {say('session.sign-in-as-other')}
        </Button>
        <Button onPress={signOut}>{say('session.sign-out')}</Button>
      </p>
    </LonePage>
  );
}
