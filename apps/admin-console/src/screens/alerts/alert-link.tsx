import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { AlertOwner } from '../../api/alerts.ts';

interface AlertLinkProps {
  readonly owner: AlertOwner;
  readonly alertId: string;
  readonly children: ReactNode;
}

/** The way to everything that is known of an alert. */
export function AlertLink({ owner, alertId, children }: AlertLinkProps) {
  return owner === null ? (
    <Link to="/alerts/$alertId" params={{ alertId }}>
      {children}
    </Link>
  ) : (
    <Link to="/organizations/$organizationId/alerts/$alertId" params={{ organizationId: owner, alertId }}>
      {children}
    </Link>
  );
}
