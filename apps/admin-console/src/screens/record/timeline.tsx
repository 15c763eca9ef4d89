import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { type LogItem, useRecordLogs, useSyncLog } from '../../api/sync-logs.ts';
import { ForeignText } from '../../components/foreign-text.tsx';
import { LogResultBadge } from '../../components/log-result-badge.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { RawText } from '../../components/raw-text.tsx';
import { ShowMore } from '../../components/show-more.tsx';
import { useFormat } from '../../i18n/use-format.ts';
import { useLogWords } from '../../i18n/use-log-words.ts';
import { useText } from '../../i18n/use-text.ts';

/** What happened to a record, newest first: each attempt with how it went and what the accounting system said. */
export function Timeline({ organizationId, recordId }: { readonly organizationId: string; readonly recordId: string }) {
  const say = useText();
  const query = useRecordLogs(organizationId, recordId);
  return (
    <section>
      <h2>{say('record.timeline')}</h2>
      <QueryView query={query}>
        {({ pages }) => {
          const items = pages.flatMap((it) => it.items);
          if (items.length === 0) return <p>{say('record.timeline.empty')}</p>;
          return (
            <>
              <ol className="timeline" aria-label={say('record.timeline')}>
                {items.map((it) => (
                  <Moment key={it.id} item={it} />
                ))}
              </ol>
              <ShowMore query={query} />
            </>
          );
        }}
      </QueryView>
    </section>
  );
}

function Moment({ item }: { readonly item: LogItem }) {
  const say = useText();
  const format = useFormat();
  const words = useLogWords();
  const { id, organizationId, at, result, trigger, actor, attempt, errorCode, message, refersTo } = item;
  return (
    <li>
      <p className="actions">
        <Link to="/organizations/$organizationId/audit-log/$logId" params={{ organizationId, logId: id }}>
          <time dateTime={at}>{format.moment(at)}</time>
        </Link>
        <strong>
          {attempt === null || attempt === 0
            ? words.deed(item)
            : say('record.timeline.attempt', { action: words.deed(item), attempt })}
        </strong>
        <LogResultBadge result={result} />
      </p>
      {message !== null && (
        <p>
          <ForeignText>{message}</ForeignText>
        </p>
      )}
      <p className="hint">
        {say('record.timeline.by', { trigger: say(`trigger.${trigger}`), actor: words.actor(actor) })}
        {refersTo !== null && (
          <>
            {' · '}
            <Link to="/organizations/$organizationId/audit-log/$logId" params={{ organizationId, logId: refersTo }}>
              {say('record.timeline.because', { id: refersTo })}
            </Link>
          </>
        )}
      </p>
      {errorCode !== null && <Reply organizationId={organizationId} logId={id} />}
    </li>
  );
}

/** The accounting system's own answer, fetched when somebody wants to see it. */
function Reply({ organizationId, logId }: { readonly organizationId: string; readonly logId: string }) {
  const say = useText();
  const [isOpen, setOpen] = useState(false);
  const entry = useSyncLog(organizationId, logId, isOpen);
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{say('record.timeline.reply')}</summary>
      {isOpen && (
        <QueryView query={entry}>
          {({ response }) =>
            response === null ? (
              <p className="hint">{say('record.timeline.reply.none')}</p>
            ) : (
              <RawText label={say('record.timeline.reply')}>{response.body}</RawText>
            )
          }
        </QueryView>
      )}
    </details>
  );
}
