import type { ErrorComponentProps } from '@tanstack/react-router';
import { Button } from '../components/button.tsx';
import { Page } from '../components/page.tsx';
import { useText } from '../i18n/use-text.ts';
import { ScreenNotFetchedError } from './fetch-screen.ts';
import { UnfetchedScreen } from './unfetched-screen.tsx';

/** In place of a screen that cannot be shown, such as one whose files an update has replaced, or that could not be fetched. */
export function BrokenScreen({ error }: ErrorComponentProps) {
  const say = useText();
  if (error instanceof ScreenNotFetchedError) return <UnfetchedScreen />;
  return (
    <Page title={say('shell.broken.title')}>
      <p role="alert">{say('shell.broken.text')}</p>
      <p>
        <Button variant="primary" onPress={() => location.reload()}>
          {say('shell.broken.reload')}
        </Button>
      </p>
    </Page>
  );
}
