import { useLogVerification } from '../../api/sync-logs.ts';
import { ForeignText } from '../../components/foreign-text.tsx';
import { Notice } from '../../components/notice.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { Shape } from '../../components/shape.tsx';
import { useText } from '../../i18n/use-text.ts';

/** Whether the log is as it was written, by its chain of seals. */
export function ChainMark({ organizationId }: { readonly organizationId: string }) {
  const say = useText();
  return (
    <QueryView query={useLogVerification(organizationId)}>
      {({ fault, sealedThrough, unsealed }) =>
        fault === null ? (
          <p className="mark mark-good">
            <Shape name="check" />
            <span>
              {say('audit.verified', { count: sealedThrough })}{' '}
              {unsealed > 0 && say('audit.verified.waiting', { count: unsealed })}
            </span>
          </p>
        ) : (
          <div role="alert">
            <Notice level="danger" title={say('audit.fault')}>
              <p>{say('audit.fault.text')}</p>
              <p>
                <ForeignText>{fault.message}</ForeignText>
              </p>
            </Notice>
          </div>
        )
      }
    </QueryView>
  );
}
