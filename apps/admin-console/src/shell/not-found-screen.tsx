import { Page } from '../components/page.tsx';
import { useText } from '../i18n/use-text.ts';

/** An address that leads nowhere. */
export function NotFoundScreen() {
  const say = useText();
  return (
    <Page title={say('shell.not-found.title')}>
      <p>{say('shell.not-found.text')}</p>
    </Page>
  );
}
