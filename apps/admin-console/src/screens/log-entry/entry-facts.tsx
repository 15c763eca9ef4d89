import { Link } from '@tanstack/react-router';
import { useConnectorTitle } from '../../api/connectors.ts';
import type { LogDetail } from '../../api/sync-logs.ts';
import { type Fact, Facts } from '../../components/facts.tsx';
import { ForeignText } from '../../components/foreign-text.tsx';
import { LogResultBadge } from '../../components/log-result-badge.tsx';
import { RawText } from '../../components/raw-text.tsx';
import { useFormat } from '../../i18n/use-format.ts';
import { useLogWords } from '../../i18n/use-log-words.ts';
import { useText } from '../../i18n/use-text.ts';

/** Who did what when, and how it went. */
export function EntryFacts({ entry }: { readonly entry: LogDetail }) {
  const say = useText();
  const format = useFormat();
  const words = useLogWords();
  const titleOf = useConnectorTitle();
  const { at, reference, result, actor, trigger, connector, attempt, retries, message, errorCode, facts } = entry;
  const optional = (name: string, value: Fact['value']): readonly Fact[] => (value === null ? [] : [{ name, value }]);
  return (
    <section>
      <h2>{say('entry.facts')}</h2>
      <Facts
        facts={[
          { name: say('audit.action'), value: words.deed(entry) },
          { name: say('audit.result'), value: <LogResultBadge result={result} /> },
          { name: say('audit.at'), value: format.moment(at) },
          { name: say('audit.actor'), value: words.actor(actor) },
          { name: say('audit.trigger'), value: say(`trigger.${trigger}`) },
          ...useRecordFacts(entry),
          ...optional(say('entry.reference'), reference === null ? null : <ForeignText>{reference}</ForeignText>),
          ...optional(say('entry.system'), connector === null ? null : titleOf(connector)),
          ...optional(say('entry.attempt'), attempt === null ? null : format.count(attempt)),
          ...optional(say('entry.retries'), retries === null ? null : format.count(retries)),
          ...optional(
            say('entry.message'),
            message === null || errorCode !== null ? null : <ForeignText>{message}</ForeignText>,
          ),
        ]}
      />
      {Object.keys(facts).length > 0 && (
        <details>
          <summary>{say('entry.more')}</summary>
          <RawText label={say('entry.more')}>{JSON.stringify(facts, null, 2)}</RawText>
        </details>
      )}
    </section>
  );
}

/** The record that it is about, and the entry that it happened because of. */
function useRecordFacts({ organizationId, record, refersTo }: LogDetail): readonly Fact[] {
  const say = useText();
  const cause =
    refersTo === null
      ? []
      : [
          {
            name: say('entry.refers-to'),
            value: (
              <Link to="/organizations/$organizationId/audit-log/$logId" params={{ organizationId, logId: refersTo }}>
                {say('entry.refers-to.link', { id: refersTo })}
              </Link>
            ),
          },
        ];
  if (record === null) return cause;
  return [
    ...cause,
    {
      name: say('audit.record'),
      value: (
        <Link to="/organizations/$organizationId/records/$recordId" params={{ organizationId, recordId: record.id }}>
          {record.sourceId}
        </Link>
      ),
    },
    { name: say('entry.kind'), value: say(`kind.${record.kind}`) },
  ];
}
