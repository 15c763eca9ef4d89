import { getRouteApi, Link } from '@tanstack/react-router';
import { isFailed, type RecordDetail, useRecord } from '../../api/records.ts';
import { Page } from '../../components/page.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { useText } from '../../i18n/use-text.ts';
import { useOrganizationName } from '../../shell/use-organization-name.ts';
import { Decisions } from './decisions.tsx';
import { ExpenseLines } from './expense-lines.tsx';
import { Receipts } from './receipts.tsx';
import { RecordFacts } from './record-facts.tsx';
import { RecordTrouble } from './record-trouble.tsx';
import { Timeline } from './timeline.tsx';
import { VoucherPreview } from './voucher-preview.tsx';

const route = getRouteApi('/organizations/$organizationId/records/$recordId');

/** One record: what became of it, what to do about it, what was approved, and its voucher. */
export function RecordScreen() {
  const say = useText();
  const { organizationId, recordId } = route.useParams();
  const organization = useOrganizationName(organizationId);
  const query = useRecord(organizationId, recordId);
  const { data } = query;
  const title = data === undefined ? say('record.title.loading') : say('record.title', { sourceId: data.sourceId });
  return (
    <Page title={title}>
      <p>
        <Link to="/organizations/$organizationId/records" params={{ organizationId }}>
          {say('record.back', { organization })}
        </Link>
      </p>
      <QueryView query={query}>
        {(record) => (
          <>
            <RecordTrouble record={record} />
            <Decisions organizationId={organizationId} record={record} isNeeded={needsSomebody(record)} />
            <RecordFacts record={record} />
            <ExpenseLines record={record} />
            <Receipts receipts={record.receipts} />
            <VoucherPreview organizationId={organizationId} record={record} />
            <Timeline organizationId={organizationId} recordId={record.id} />
          </>
        )}
      </QueryView>
    </Page>
  );
}

/** Whether it failed itself, or what takes it back did. */
const needsSomebody = (record: RecordDetail) =>
  isFailed(record) || record.decisions.some(({ of }) => of === 'reversal');
