import { Button } from '../components/button.tsx';
import { Page } from '../components/page.tsx';
import { useText } from '../i18n/use-text.ts';

/** In place of a screen that cannot be shown, such as one whose files an update has replaced. */
export function BrokenScreen() {
  const say = useText();
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
