import { Link } from '@tanstack/react-router';
import type { Status } from '../../api/status.ts';
import { ForeignText } from '../../components/foreign-text.tsx';
import { HealthBadge } from '../../components/health-badge.tsx';
import { Notice } from '../../components/notice.tsx';
import { useFormat } from '../../i18n/use-format.ts';
import { useText } from '../../i18n/use-text.ts';

/** How it is going, why, and where to look. */
export function Health({ organizationId, status }: { readonly organizationId: string; readonly status: Status }) {
  const say = useText();
  const format = useFormat();
  const { health, failed, paused, resting } = status;
  return (
    <section className={`health health-${health.level}`}>
      <p>
        <HealthBadge level={health.level} /> {say(`reason.${health.reason}`)}
      </p>
      {failed > 0 && (
        <p>
          <Link
            to="/organizations/$organizationId/records"
            params={{ organizationId }}
            search={{ show: 'failed' }}
            className="button button-plain"
          >
            {say('status.view-failed', { count: failed })}
          </Link>
        </p>
      )}
      {paused !== null && (
        <Obstacle title={say('status.paused', { since: format.instant(paused.since) })} obstacle={paused} />
      )}
      {resting !== null && (
        <Obstacle title={say('status.resting', { until: format.instant(resting.until) })} obstacle={resting} />
      )}
    </section>
  );
}

/** What holds an organization up, in the service's words. */
function Obstacle({
  title,
  obstacle,
}: {
  readonly title: string;
  readonly obstacle: { readonly message: string; readonly remedy: string };
}) {
  return (
    <Notice level="warning" title={title}>
      <p>
        <ForeignText>{obstacle.message}</ForeignText>
      </p>
      <p>{obstacle.remedy}</p>
    </Notice>
  );
}
