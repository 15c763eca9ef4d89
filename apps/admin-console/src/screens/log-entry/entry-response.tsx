import type { LogDetail } from '../../api/sync-logs.ts';
import { Facts } from '../../components/facts.tsx';
import { RawText } from '../../components/raw-text.tsx';
import { useText } from '../../i18n/use-text.ts';

/** What the accounting system answered, letter by letter. */
export function EntryResponse({ entry: { sent, response } }: { readonly entry: LogDetail }) {
  const say = useText();
  if (sent === null && response === null) return null;
  return (
    <section>
      <h2>{say('entry.response')}</h2>
      {response === null ? (
        <p className="hint">{say('entry.response.none')}</p>
      ) : (
        <>
          <Facts facts={[{ name: say('entry.response.code'), value: String(response.status) }]} />
          <RawText label={say('entry.response.body')}>{response.body}</RawText>
        </>
      )}
    </section>
  );
}
