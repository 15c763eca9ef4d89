import { Button } from '../components/button.tsx';
import { useText } from '../i18n/use-text.ts';
import { LonePage } from './lone-page.tsx';
import { signIn } from './session-store.ts';

/** Nobody has signed in: why, and how to. */
export function SignedOutPage({ why }: { readonly why: 'nobody' | 'cancelled' | 'failed' }) {
  const say = useText();
  return (
    <LonePage title={say('session.signed-out.title')}>
      <p role={why === 'nobody' ? undefined : 'alert'}>{say(`session.signed-out.${why}`)}</p>
      <p>
        <Button variant="primary" onPress={signIn}>
          {say('session.sign-in')}
        </Button>
      </p>
    </LonePage>
  );
}
