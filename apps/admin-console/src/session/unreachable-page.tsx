import { Button } from '../components/button.tsx';
import { useText } from '../i18n/use-text.ts';
import { LonePage } from './lone-page.tsx';
import { startSession } from './session-store.ts';

/** The provider does not answer the browser. On a developer's machine that is the certificate, which the person can accept. */
export function UnreachablePage({ issuer }: { readonly issuer: string | undefined }) {
  const say = useText();
  const isLoopback = issuer !== undefined && /^https:\/\/(localhost|127\.0\.0\.1|\[::1\])[:/]/.test(issuer);
  return (
    <LonePage title={say('session.unreachable.title')}>
      <p role="alert">{say(isLoopback ? 'session.unreachable.loopback' : 'session.unreachable.text')}</p>
      {isLoopback && (
        <p>
          <a href={`${issuer}/.well-known/openid-configuration`} target="_blank" rel="noreferrer">
            {say('session.unreachable.open')}
          </a>
        </p>
      )}
      <p>
        <Button variant="primary" onPress={() => void startSession()}>
          {say('session.try-again')}
        </Button>
      </p>
    </LonePage>
  );
}
