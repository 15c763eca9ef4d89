import { useText } from '../i18n/use-text.ts';

/** While the browser is on its way to the provider and back. */
export function StartingPage() {
  const say = useText();
  return (
    <main className="lone-page">
      <p role="status">{say('session.starting')}</p>
    </main>
  );
}
