import { getRouteApi, Link } from '@tanstack/react-router';
import { useSyncLog } from '../../api/sync-logs.ts';
import { Page } from '../../components/page.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { useText } from '../../i18n/use-text.ts';
import { EntryError } from './entry-error.tsx';
import { EntryFacts } from './entry-facts.tsx';
import { EntryResponse } from './entry-response.tsx';
import { EntrySent } from './entry-sent.tsx';

const route = getRouteApi('/organizations/$organizationId/audit-log/$logId');

/** One entry of the audit log with all that is kept of it. */
export function LogEntryScreen() {
  const say = useText();
  const { organizationId, logId } = route.useParams();
  return (
    <Page title={say('entry.title', { id: logId })}>
      <p>
        <Link to="/organizations/$organizationId/audit-log" params={{ organizationId }}>
          {say('entry.back')}
        </Link>
      </p>
      <QueryView query={useSyncLog(organizationId, logId)}>
        {(entry) => (
          <>
            <EntryError entry={entry} />
            <EntryFacts entry={entry} />
            <EntrySent entry={entry} />
            <EntryResponse entry={entry} />
          </>
        )}
      </QueryView>
    </Page>
  );
}
