import { Link } from '@tanstack/react-router';
import { useId } from 'react';
import { useText } from '../../i18n/use-text.ts';

/** The way to when people are alerted, and who is told. */
export function AlertsPart({ organizationId }: { readonly organizationId: string }) {
  const say = useText();
  const id = useId();
  return (
    <section className="step" aria-labelledby={id}>
      <h2 id={id}>{say('alert-settings.step')}</h2>
      <p>{say('alert-settings.step.text')}</p>
      <p>
        <Link
          to="/organizations/$organizationId/settings/alerts"
          params={{ organizationId }}
          className="button button-plain"
        >
          {say('alert-settings.step.go')}
        </Link>
      </p>
    </section>
  );
}
