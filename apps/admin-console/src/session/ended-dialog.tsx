import { Button } from '../components/button.tsx';
import { Dialog } from '../components/dialog.tsx';
import { useText } from '../i18n/use-text.ts';
import { signIn } from './session-store.ts';

/** The token is taken no longer. It cannot be closed: nothing works until the person signs in again. */
export function EndedDialog({ isOpen }: { readonly isOpen: boolean }) {
  const say = useText();
  return (
    <Dialog isOpen={isOpen} title={say('session.ended.title')}>
      <p>{say('session.ended.text')}</p>
      <p className="actions">
        <Button variant="primary" onPress={signIn}>
          {say('session.sign-in-again')}
        </Button>
      </p>
    </Dialog>
  );
}
