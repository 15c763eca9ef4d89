import { useState } from 'react';
import { useReplaceWebhookSecret } from '../../api/webhook-endpoints.ts';
import { useText } from '../../i18n/use-text.ts';
import { AskedDeed } from './asked-deed.tsx';
import { SecretOnce } from './secret-once.tsx';

/** What messages are signed with: a new one can be made, and is shown this once. */
export function SecretPart({
  organizationId,
  endpointId,
}: {
  readonly organizationId: string;
  readonly endpointId: string;
}) {
  const say = useText();
  const replace = useReplaceWebhookSecret(organizationId, endpointId);
  const [secret, setSecret] = useState<string>();
  return (
    <section>
      <h2>{say('webhook.secret')}</h2>
      <p>{say('webhook.secret.text')}</p>
      <div role="status">{secret !== undefined && <SecretOnce secret={secret} />}</div>
      <div className="actions">
        <AskedDeed
          deed={say('webhook.secret.replace')}
          question={say('webhook.secret.replace.question')}
          isBusy={replace.isPending}
          error={replace.error}
          onAsk={replace.reset}
          onConfirm={(done) =>
            replace.mutate(undefined, {
              onSuccess(made) {
                setSecret(made);
                replace.reset();
                done();
              },
            })
          }
        >
          {say('webhook.secret.replace.text')}
        </AskedDeed>
      </div>
    </section>
  );
}
