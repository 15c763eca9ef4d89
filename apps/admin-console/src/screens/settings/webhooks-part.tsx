import { Link } from '@tanstack/react-router';
import { useId } from 'react';
import { useText } from '../../i18n/use-text.ts';

/** The way to the services that are told what becomes of records. */
export function WebhooksPart({ organizationId }: { readonly organizationId: string }) {
  const say = useText();
  const id = useId();
  return (
    <section className="step" aria-labelledby={id}>
      <h2 id={id}>{say('webhooks.step')}</h2>
      <p>{say('webhooks.step.text')}</p>
      <p>
        <Link
          to="/organizations/$organizationId/settings/webhooks"
          params={{ organizationId }}
          className="button button-plain"
        >
          {say('webhooks.step.go')}
        </Link>
      </p>
    </section>
  );
}
