import { type AlertDetail, type AlertOwner, useAlert } from '../../api/alerts.ts';
import { AlertStateBadge } from '../../components/alert-state-badge.tsx';
import { ConsoleLink } from '../../components/console-link.tsx';
import { ForeignText } from '../../components/foreign-text.tsx';
import { Notice } from '../../components/notice.tsx';
import { Page } from '../../components/page.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { useFormat } from '../../i18n/use-format.ts';
import { useText } from '../../i18n/use-text.ts';
import { Acknowledge } from './acknowledge.tsx';
import { AlertFacts } from './alert-facts.tsx';
import { Deliveries } from './deliveries.tsx';
import { FailingOrganizations } from './failing-organizations.tsx';

interface AlertPageProps {
  readonly owner: AlertOwner;
  readonly alertId: string;
}

/** What happened, what to do, who has seen it, and who was told. */
export function AlertPage({ owner, alertId }: AlertPageProps) {
  const say = useText();
  return (
    <Page title={say('alert.title')}>
      <QueryView query={useAlert(owner, alertId)}>{(alert) => <Everything owner={owner} alert={alert} />}</QueryView>
    </Page>
  );
}

function wayOf({ kind, records }: AlertDetail) {
  if (kind === 'ledger-differs') return 'alert.go.findings';
  return records === null ? 'alert.go.status' : 'alert.go.records';
}

function Everything({ owner, alert }: { readonly owner: AlertOwner; readonly alert: AlertDetail }) {
  const say = useText();
  const format = useFormat();
  const { clearedAt, href, state, title, text, remedy } = alert;
  return (
    <>
      <section>
        <h2>
          <ForeignText isTranslated>{title}</ForeignText>
        </h2>
        <p role="status">
          <AlertStateBadge alert={alert} />
        </p>
        {clearedAt !== null && (
          <Notice level="success" title={say('alert.all-clear', { at: format.instant(clearedAt) })} />
        )}
        <p>
          <ForeignText isTranslated>{text}</ForeignText>
        </p>
        {remedy !== null && !text.includes(remedy) && (
          <p>
            <strong>{say('problem.remedy')}: </strong>
            <ForeignText isTranslated>{remedy}</ForeignText>
          </p>
        )}
        {state === 'open' && (
          <div className="actions">
            <ConsoleLink href={href} className="button button-primary">
              {say(wayOf(alert))}
            </ConsoleLink>
            {alert.acknowledged === null && <Acknowledge owner={owner} alertId={alert.id} />}
          </div>
        )}
      </section>
      <FailingOrganizations organizations={alert.organizations} />
      <AlertFacts alert={alert} />
      <Deliveries deliveries={alert.deliveries} />
    </>
  );
}
