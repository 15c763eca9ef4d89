import type { FaultRule } from '../fault-rules.ts';
import type { MockWorld } from '../world.ts';
import { COMMON_FAULTS, COMMON_OPERATIONS } from './common-faults.ts';
import { type Html, html } from './html.ts';

/** The faults in force, and forms to add common ones and to take them away. */
export function faultsSection({ faults }: MockWorld): Html {
  const rules = faults.list();
  return html`<section id="faults" aria-labelledby="faults-title">
    <h2 id="faults-title">Faults</h2>
    <form method="post" action="/page/faults">
      <label>What happens <select name="fault">${Object.entries(COMMON_FAULTS).map(([name, { label }]) => html`<option value="${name}">${label}</option>`)}</select></label>
      <label>At which operation <select name="operation"><option value="">any</option>${COMMON_OPERATIONS.map((name) => html`<option>${name}</option>`)}</select></label>
      <label>How often <select name="times"><option value="1">once</option><option value="3">three times</option><option value="">until removed</option></select></label>
      <button>Add fault</button>
    </form>
    ${rules.length === 0 ? html`<p>No faults: everything works.</p>` : rulesTable(rules)}
  </section>`;
}

function rulesTable(rules: readonly FaultRule[]): Html {
  return html`<div class="wide" tabindex="0" role="region" aria-labelledby="faults-title"><table>
      <thead><tr><th scope="col">Rule</th><th scope="col">Operation</th><th scope="col">When</th><th scope="col">Effect</th>
        <th scope="col">Seen</th><th scope="col">Fired</th><th scope="col">Remove</th></tr></thead>
      <tbody>${rules.map(ruleRow)}</tbody>
    </table></div>
    <form method="post" action="/page/faults/clear"><button class="danger">Remove all faults</button></form>`;
}

function ruleRow(rule: FaultRule): Html {
  return html`<tr><th scope="row" class="line">${rule.id}</th><td>${rule.operation ?? rule.system ?? 'any'}</td><td>${whenText(rule)}</td>
    <td><code>${JSON.stringify(rule.effect)}</code></td><td>${rule.matched}</td><td>${rule.fired}</td>
    <td><form method="post" action="/page/faults/remove"><input type="hidden" name="id" value="${rule.id}">
      <button aria-label="Remove ${rule.id}">Remove</button></form></td></tr>`;
}

function whenText({ nth, probability, seed, times, bodyIncludes }: FaultRule): string {
  const parts = [
    nth === undefined ? '' : `call ${nth.join(', ')}`,
    probability === undefined ? '' : `chance ${probability}, seed ${seed ?? 1}`,
    times === undefined ? '' : `at most ${times} times`,
    bodyIncludes === undefined ? '' : `body with “${bodyIncludes}”`,
  ].filter((part) => part !== '');
  return parts.length === 0 ? 'always' : parts.join('; ');
}
