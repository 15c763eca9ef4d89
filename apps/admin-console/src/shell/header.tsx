import type { Schemas } from '@bilag/client';
import { Link } from '@tanstack/react-router';
import { Button } from '../components/button.tsx';
import { useText } from '../i18n/use-text.ts';
import { useSession } from '../session/session-context.ts';
import { signOut } from '../session/session-store.ts';
import { AlertBell } from './alert-bell.tsx';
import { OrganizationSwitch } from './organization-switch.tsx';
import { useOrganizationId } from './use-organization-id.ts';

/** Which program it is, whose books one looks at, what needs somebody, and who one is. */
export function Header({ organizations }: { readonly organizations: readonly Schemas['Organization'][] }) {
  const say = useText();
  const { name, role } = useSession();
  const current = useOrganizationId();
  const own = organizations.find((it) => it.id === current) ?? organizations[0];
  return (
    <header className="header">
      <Link to="/" className="brand">
        Bilag
      </Link>
      <OrganizationSwitch organizations={organizations} />
      <div className="who">
        {own !== undefined && <AlertBell owner={role === 'global_admin' ? (current ?? null) : own.id} />}
        <span>{say('session.signed-in-as', { name })}</span>
        <Button onPress={signOut}>{say('session.sign-out')}</Button>
      </div>
    </header>
  );
}
