import type { FinanceJournal, FinanceSystem } from '../finance/finance.ts';
import { type Html, html } from './html.ts';
import { formatKroner } from './kroner.ts';

const SHOWN_JOURNALS = 100;

/** Finance & Operations' journals, newest first; each that waits can be posted, as only people and batch jobs can; `refused` says why the last one was not. */
export function financeSection(finance: FinanceSystem, refused: string): Html {
  const all = finance.journals().toReversed();
  const shown = all.slice(0, SHOWN_JOURNALS);
  return html`<section id="finance" aria-labelledby="finance-title">
    <h2 id="finance-title">Finance &amp; Operations journals</h2>
    ${refused === '' ? '' : html`<p class="bad" role="alert">Not posted: ${refused}</p>`}
    <div class="wide" tabindex="0" role="region" aria-labelledby="finance-title"><table>
      <caption>${shown.length} of ${all.length} journals, newest first; amounts in kroner</caption>
      <thead><tr><th scope="col">Journal</th><th scope="col">Description</th><th scope="col">Lines</th>
        <th scope="col" class="amount">Debit</th><th scope="col" class="amount">Credit</th><th scope="col">Posted</th></tr></thead>
      <tbody>${shown.map(journalRow)}</tbody>
    </table></div>
  </section>`;
}

function journalRow({ header, lines }: FinanceJournal): Html {
  const [company, number] = [String(header['dataAreaId']), String(header['JournalBatchNumber'])];
  const total = (name: string) => formatKroner(lines.reduce((sum, line) => sum + Number(line[name]), 0));
  return html`<tr><th scope="row">${company} ${number}</th><td>${String(header['Description'])}</td><td>${lines.length}</td>
    <td class="amount">${total('DebitAmount')}</td><td class="amount">${total('CreditAmount')}</td>
    <td>${header['IsPosted'] === 'Yes' ? 'Yes' : postForm(company, number)}</td></tr>`;
}

function postForm(company: string, number: string): Html {
  return html`<form method="post" action="/page/finance-post"><input type="hidden" name="company" value="${company}">
    <input type="hidden" name="journal" value="${number}"><button aria-label="Post journal ${number}">Post</button></form>`;
}
