import type { ConnectionTest } from '../../api/integration.ts';
import { ForeignText } from '../../components/foreign-text.tsx';
import { Notice } from '../../components/notice.tsx';
import { useText } from '../../i18n/use-text.ts';

/** What a connection test found: whose ledger it is, and whether others have it too, its accounts and its cost centers. */
export function TestResult({ found }: { readonly found: ConnectionTest }) {
  const say = useText();
  const { ledger, usedByOthers, ledgerAccounts, costCenters } = found;
  return (
    <>
      {usedByOthers === true && (
        <Notice level="warning" title={say('connection.used-by-others', { ledger: ledger.name })}>
          <p>{say('connection.used-by-others.text')}</p>
        </Notice>
      )}
      <Notice level="success" title={say('connection.works', { ledger: ledger.name })}>
        <p>{say('connection.works.count', { accounts: ledgerAccounts.length, centers: costCenters.length })}</p>
        <p>{say('connection.works.reads-only')}</p>
        <FoundCodes
          title={say('connection.works.accounts')}
          items={ledgerAccounts.map(({ number, name }) => `${number} ${name}`)}
        />
        <FoundCodes
          title={say('connection.works.centers')}
          items={costCenters.map(({ code, name }) => `${code} ${name}`)}
        />
      </Notice>
    </>
  );
}

/** Folded away, as there may be thousands; they are searched where they are chosen. */
function FoundCodes({ title, items }: { readonly title: string; readonly items: readonly string[] }) {
  if (items.length === 0) return null;
  return (
    <details>
      <summary>{title}</summary>
      <ul className="plain-list found-codes" tabIndex={0} aria-label={title}>
        {items.map((it) => (
          <li key={it}>
            <ForeignText>{it}</ForeignText>
          </li>
        ))}
      </ul>
    </details>
  );
}
