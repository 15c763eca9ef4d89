import type { LedgerLine } from '../ledger.ts';
import type { MockWorld } from '../world.ts';
import { type Html, html } from './html.ts';
import { formatKroner } from './kroner.ts';
import { type ReportedReference, reportLedger } from './ledger-report.ts';

const SHOWN_REFERENCES = 200;
const ERP_NAMES = { xledger: 'Xledger', 'business-central': 'Business Central', finance: 'Finance & Operations' };

/** The booked vouchers, newest first, with what was booked twice standing out. */
export function ledgerSection(world: MockWorld): Html {
  const { vouchers, totals, selfCheck } = reportLedger(world.ledger);
  const twice = vouchers.filter((voucher) => voucher.timesBooked > 1).length;
  const shown = vouchers.toReversed().slice(0, SHOWN_REFERENCES);
  return html`<section id="ledger" aria-labelledby="ledger-title">
    <h2 id="ledger-title">Ledger</h2>
    <p>${twice === 0 ? html`<span class="ok">Nothing is booked twice.</span>` : html`<span class="bad">Booked more than once: ${twice}.</span>`}
      ${selfCheck.ok ? html`<span class="ok">Every voucher sums to zero.</span>` : html`<span class="bad">A voucher does not sum to zero.</span>`}</p>
    <ul>${totals.map((total) => html`<li>${ERP_NAMES[total.system]} <code>${total.ledgerId}</code>: ${total.vouchers} vouchers, debit ${formatKroner(total.debitMinor)} kr</li>`)}</ul>
    <div class="wide" tabindex="0" role="region" aria-labelledby="ledger-title"><table>
      <caption>${shown.length} of ${vouchers.length} references, newest first; amounts in kroner</caption>
      <thead><tr><th scope="col">Reference</th><th scope="col">ERP</th><th scope="col">Number</th><th scope="col">Posting date</th>
        <th scope="col">Times booked</th><th scope="col">Account</th><th scope="col">Text and dimensions</th>
        <th scope="col" class="amount">Debit</th><th scope="col" class="amount">Credit</th></tr></thead>
      <tbody>${shown.map(referenceRows)}</tbody>
    </table></div>
  </section>`;
}

function referenceRows(voucher: ReportedReference): Html {
  const span = voucher.lines.length;
  const head = html`<th scope="rowgroup" rowspan="${span}">${voucher.reference === '' ? '(none)' : voucher.reference}</th>
    <td rowspan="${span}">${ERP_NAMES[voucher.system]}</td>
    <td rowspan="${span}">${voucher.voucherNumbers.join(', ')}</td>
    <td rowspan="${span}">${voucher.postingDate}</td>
    <td rowspan="${span}"${voucher.timesBooked > 1 ? html` class="twice"` : ''}>${voucher.timesBooked}</td>`;
  return html`${voucher.lines.map((line, index) => html`<tr>${index === 0 ? head : ''}${lineCells(line)}</tr>`)}`;
}

function lineCells({ account, text, dimensions, amountMinor }: LedgerLine): Html {
  const coded = Object.entries(dimensions).map(([name, code]) => `${name} ${code}`);
  return html`<td>${account}</td><td>${[text, ...coded].join(' · ')}</td>
    <td class="amount">${amountMinor > 0 ? formatKroner(amountMinor) : ''}</td>
    <td class="amount">${amountMinor < 0 ? formatKroner(-amountMinor) : ''}</td>`;
}
