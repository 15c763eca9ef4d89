import type { Schemas } from '@bilag/client';
import { useNavigate } from '@tanstack/react-router';
import { Choice } from '../components/choice.tsx';
import { useText } from '../i18n/use-text.ts';
import { useOrganizationId } from './use-organization-id.ts';

/** Goes from one organization to another; whoever has only one reads its name. */
export function OrganizationSwitch({ organizations }: { readonly organizations: readonly Schemas['Organization'][] }) {
  const say = useText();
  const navigate = useNavigate();
  const current = useOrganizationId();
  const [only, ...others] = organizations;
  if (only === undefined) return null;
  if (others.length === 0) return <span className="organization">{only.name}</span>;
  const options = organizations.map(({ id, name }) => ({ value: id, label: name }));
  return (
    <Choice
      label={say('shell.organization')}
      value={current}
      placeholder={say('shell.organization.choose')}
      options={options}
      onChange={(organizationId) =>
        void navigate({ to: '/organizations/$organizationId/status', params: { organizationId } })
      }
    />
  );
}
