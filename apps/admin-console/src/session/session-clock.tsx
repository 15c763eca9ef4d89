import { useEffect, useState } from 'react';
import { Button } from '../components/button.tsx';
import { Notice } from '../components/notice.tsx';
import { useFormat } from '../i18n/use-format.ts';
import { useText } from '../i18n/use-text.ts';
import { useSession } from './session-context.ts';
import { endSession, signIn } from './session-store.ts';

const warningMs = 5 * 60_000;

/** Warns some minutes before the session ends, so that nobody is thrown out in the middle of a sentence, and ends it then. */
export function SessionClock() {
  const say = useText();
  const format = useFormat();
  const { expiresAt } = useSession();
  const [endsSoon, setEndsSoon] = useState(false);
  useEffect(() => {
    const leftMs = expiresAt.getTime() - Date.now();
    const timers = [
      setTimeout(() => setEndsSoon(true), Math.max(0, leftMs - warningMs)),
      setTimeout(endSession, Math.max(0, leftMs)),
    ];
    return () => timers.forEach(clearTimeout);
  }, [expiresAt]);
  return (
    <div role="status">
      {endsSoon && (
        <Notice level="warning" title={say('session.ends-soon.title')}>
          <p>{say('session.ends-soon.text', { time: format.time(expiresAt) })}</p>
          <p>
            <Button onPress={signIn}>{say('session.sign-in-again')}</Button>
          </p>
        </Notice>
      )}
    </div>
  );
}
