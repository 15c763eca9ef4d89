import type { LogDetail } from '../../api/sync-logs.ts';
import { Facts } from '../../components/facts.tsx';
import { RawText } from '../../components/raw-text.tsx';
import { useFormat } from '../../i18n/use-format.ts';
import { useText } from '../../i18n/use-text.ts';

/** What was handed to the accounting system, word for word; nothing where nothing was. */
export function EntrySent({ entry: { sent } }: { readonly entry: LogDetail }) {
  const say = useText();
  const format = useFormat();
  if (sent === null) return null;
  const { payload, payloadHash, openedAt, mappingVersion, configVersion } = sent;
  return (
    <section>
      <h2>{say('entry.sent')}</h2>
      <Facts
        facts={[
          { name: say('entry.opened'), value: format.moment(openedAt) },
          { name: say('entry.mapping'), value: String(mappingVersion) },
          { name: say('entry.config'), value: String(configVersion) },
          { name: say('entry.hash'), value: <code>{payloadHash}</code> },
        ]}
      />
      <RawText label={say('entry.payload')}>{payload}</RawText>
    </section>
  );
}
