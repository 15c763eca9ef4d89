import { useAnnounce } from '../../components/announcer.tsx';
import { Button } from '../../components/button.tsx';
import { Notice } from '../../components/notice.tsx';
import { RawText } from '../../components/raw-text.tsx';
import { useText } from '../../i18n/use-text.ts';

/** A secret that was made just now, for as long as this screen stands. */
export function SecretOnce({ secret }: { readonly secret: string }) {
  const say = useText();
  const announce = useAnnounce();
  const copy = () =>
    navigator.clipboard.writeText(secret).then(
      () => announce(say('webhook.secret.copied')),
      () => announce(say('webhook.secret.not-copied')),
    );
  return (
    <Notice level="warning" title={say('webhook.secret.once')}>
      <RawText label={say('webhook.secret')}>{secret}</RawText>
      <p>
        <Button onPress={() => void copy()}>{say('webhook.secret.copy')}</Button>
      </p>
    </Notice>
  );
}
