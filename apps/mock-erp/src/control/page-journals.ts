import type { BusinessCentralSystem } from '../business-central/business-central.ts';
import type { Journal, JournalLine } from '../business-central/journal-store.ts';
import { type Html, html } from './html.ts';
import { formatKroner } from './kroner.ts';

const SHOWN_JOURNALS = 100;

/** Business Central's journals, newest first, with the lines that wait in them. */
export function journalsSection(businessCentral: BusinessCentralSystem): Html {
  const all = businessCentral.journals().toReversed();
  const waiting = all.filter((journal) => journal.lines.length > 0).slice(0, SHOWN_JOURNALS);
  return html`<section id="journals" aria-labelledby="journals-title">
    <h2 id="journals-title">Business Central journals</h2>
    <p>${all.length} journals; ${businessCentral.pendingJobs()} wait to be posted in the background.</p>
    <form method="post" action="/page/job-queue"><button>Post what waits in the background now</button></form>
    <div class="wide" tabindex="0" role="region" aria-labelledby="journals-title"><table>
      <caption>Lines of ${waiting.length} journals, newest first; amounts in kroner</caption>
      <thead><tr><th scope="col">Journal</th><th scope="col">Line</th><th scope="col">Posting date</th><th scope="col">Document no.</th>
        <th scope="col">External no.</th><th scope="col">Account</th><th scope="col">Text and dimensions</th><th scope="col" class="amount">Amount</th></tr></thead>
      <tbody>${waiting.map(journalRows)}</tbody>
    </table></div>
  </section>`;
}

function journalRows(journal: Journal): Html {
  const head = html`<th scope="rowgroup" rowspan="${journal.lines.length}">${journal.code} ${journal.displayName}</th>`;
  return html`${journal.lines.map((line, index) => html`<tr>${index === 0 ? head : ''}${lineCells(line)}</tr>`)}`;
}

function lineCells(line: JournalLine): Html {
  const coded = Object.entries(line.dimensions).map(([name, code]) => `${name} ${code}`);
  return html`<td>${line.lineNumber}</td><td>${line.postingDate}</td><td>${line.documentNumber}</td><td>${line.externalDocumentNumber}</td>
    <td>${line.accountNumber === '' ? '(empty line)' : line.accountNumber}</td><td>${[line.description, ...coded].join(' · ')}</td>
    <td class="amount">${formatKroner(line.amountMinor)}</td>`;
}
