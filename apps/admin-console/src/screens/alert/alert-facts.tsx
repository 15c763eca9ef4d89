import type { AlertDetail } from '../../api/alerts.ts';
import { useConnectorTitle } from '../../api/connectors.ts';
import { type Fact, Facts } from '../../components/facts.tsx';
import { ForeignText } from '../../components/foreign-text.tsx';
import { useFormat } from '../../i18n/use-format.ts';
import { useText } from '../../i18n/use-text.ts';

/** What is known of an alert; what its kind does not know is left out. */
export function AlertFacts({ alert }: { readonly alert: AlertDetail }) {
  const say = useText();
  const format = useFormat();
  const titleOf = useConnectorTitle();
  const { acknowledged, clearedAt, code, connector, count, failuresInARow, message, month, recordKinds } = alert;
  const fact = (name: string, value: Fact['value'] | null): readonly Fact[] =>
    value === null ? [] : [{ name, value }];
  return (
    <section>
      <h2>{say('alert.facts')}</h2>
      <Facts
        facts={[
          { name: say('alerts.cause'), value: say(`alert-kind.${alert.kind}`) },
          ...fact(say('alert.code'), code),
          ...fact(say('alert.message'), message === null ? null : <ForeignText>{message}</ForeignText>),
          ...fact(
            say('alert.record-kinds'),
            recordKinds.length === 0 ? null : recordKinds.map((it) => say(`kind.${it}`)).join(', '),
          ),
          ...fact(say('alerts.count'), count === 0 ? null : format.count(count)),
          ...fact(say('alert.in-a-row'), failuresInARow === null ? null : format.count(failuresInARow)),
          ...fact(say('alert.month'), month),
          ...fact(
            say('alert.errors'),
            alert.errors.length === 0
              ? null
              : alert.errors.map((it) => `${it.code} (${format.count(it.count)})`).join(', '),
          ),
          ...fact(say('alert.connector'), connector === null ? null : titleOf(connector)),
          { name: say('alerts.since'), value: format.instant(alert.raisedAt) },
          { name: say('alert.changed'), value: format.instant(alert.changedAt) },
          ...fact(say('alerts.cleared'), clearedAt === null ? null : format.instant(clearedAt)),
          {
            name: say('alerts.seen'),
            value:
              acknowledged === null ? (
                say('alert.seen.nobody')
              ) : (
                <ForeignText>{`${acknowledged.by}, ${format.instant(acknowledged.at)}`}</ForeignText>
              ),
          },
          ...fact(
            say('alert.note'),
            acknowledged?.note == null ? null : <ForeignText>{acknowledged.note}</ForeignText>,
          ),
        ]}
      />
    </section>
  );
}
