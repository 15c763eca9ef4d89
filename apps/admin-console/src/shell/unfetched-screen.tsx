import { useRouter } from '@tanstack/react-router';
import { useEffect } from 'react';
import { Button } from '../components/button.tsx';
import { Page } from '../components/page.tsx';
import { useText } from '../i18n/use-text.ts';

/** In place of a screen that could not be fetched as the connection was lost. It is asked for again as soon as the browser is back online, or somebody says so. */
export function UnfetchedScreen() {
  const say = useText();
  const router = useRouter();
  useEffect(() => {
    const tryAgain = () => void router.invalidate();
    window.addEventListener('online', tryAgain);
    return () => window.removeEventListener('online', tryAgain);
  }, [router]);
  return (
    <Page title={say('shell.unfetched.title')}>
      <p role="alert">{say('shell.unfetched.text')}</p>
      <p>
        <Button variant="primary" onPress={() => void router.invalidate()}>
          {say('shell.unfetched.try-again')}
        </Button>
      </p>
    </Page>
  );
}
