import type { ImportRow } from '../xledger/queue.ts';
import type { XledgerSystem } from '../xledger/xledger.ts';
import { type Html, html } from './html.ts';
import { formatKroner } from './kroner.ts';

const SHOWN_ROWS = 200;

/** Xledger's import queue with the reasons why rows stay. */
export function queueSection({ queue }: XledgerSystem): Html {
  const messages = Map.groupBy(queue.errors(), (error) => error.rowDbId);
  const rows = queue.rows().slice(0, SHOWN_ROWS);
  return html`<section id="queue" aria-labelledby="queue-title">
    <h2 id="queue-title">Xledger import queue</h2>
    <form method="post" action="/page/booking-job"><button>Run the booking job now</button></form>
    <div class="wide" tabindex="0" role="region" aria-labelledby="queue-title"><table>
      <caption>${rows.length} of ${queue.rows().length} rows, oldest first; amounts in kroner</caption>
      <thead><tr><th scope="col">Row</th><th scope="col">Voucher no.</th><th scope="col">External identifier</th><th scope="col">Posted date</th>
        <th scope="col">Account</th><th scope="col">Text</th><th scope="col" class="amount">Amount</th><th scope="col">Why it stays</th></tr></thead>
      <tbody>${rows.map((row) => queueRow(row, (messages.get(row.dbId) ?? []).map((error) => error.message).join(' ')))}</tbody>
    </table></div>
  </section>`;
}

function queueRow({ dbId, values, references }: ImportRow, message: string): Html {
  const show = (name: string) => String(values[name] ?? '');
  const amount = values['amount'] ?? values['invoiceAmount'];
  return html`<tr><th scope="row">${dbId}</th><td>${show('trRegNumber')}</td><td>${show('extIdentifier')}</td><td>${show('postedDate')}</td>
    <td>${references['account']?.code ?? ''}</td><td>${show('text')}</td>
    <td class="amount">${typeof amount === 'number' ? formatKroner(amount) : ''}</td><td>${message}</td></tr>`;
}
