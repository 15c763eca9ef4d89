import type { LoggedRequest } from '../request-log.ts';
import type { MockWorld } from '../world.ts';
import { type Html, html } from './html.ts';

const SHOWN_REQUESTS = 50;
const LONGEST_ADDRESS = 120;

/** The last requests, newest first, with body and answer to unfold. */
export function requestsSection({ requests }: MockWorld): Html {
  const counts = Object.entries(requests.counts());
  return html`<section id="requests" aria-labelledby="requests-title">
    <h2 id="requests-title">Requests</h2>
    <ul>${counts.map(([operation, count]) => html`<li><code>${operation}</code>: ${count}</li>`)}</ul>
    <div class="wide" tabindex="0" role="region" aria-labelledby="requests-title"><table>
      <caption>The last ${SHOWN_REQUESTS}, newest first</caption>
      <thead><tr><th scope="col">Time (UTC)</th><th scope="col">Operation</th><th scope="col">Outcome</th><th scope="col">Content</th></tr></thead>
      <tbody>${requests.list().slice(0, SHOWN_REQUESTS).map(requestRow)}</tbody>
    </table></div>
  </section>`;
}

function requestRow(request: LoggedRequest): Html {
  const { time, operation, method, url, outcome, status, body, answer, faultId } = request;
  const end = [status === undefined ? '' : String(status), outcome, faultId === undefined ? '' : `(${faultId})`];
  return html`<tr><td class="line">${time.slice(0, 19).replace('T', ' ')}</td><td>${operation}</td><td>${end.join(' ').trim()}</td>
    <td><details><summary>${method} ${tail(url)}</summary>
      <p>Sent: <code>${body.slice(0, 4000)}</code></p><p>Answered: <code>${answer.slice(0, 4000)}</code></p></details></td></tr>`;
}

/** The end of an address says what was asked for. */
function tail(url: string): string {
  return url.length > LONGEST_ADDRESS ? `…${url.slice(-LONGEST_ADDRESS)}` : url;
}
