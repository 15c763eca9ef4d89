/**
 * `npm run audit:tamper -- --tamperings 10000 --seed 1`: the long form of the proof in the test command. Ends with status 1 when a tampering was not found, or
 * something else was named than what was tampered with.
 */
import { npmScript, wholeNumber } from '@bilag/command-line';
import { aSigningKey } from '../support/audit.ts';
import { onOwnDatabase } from '../support/command-database.ts';
import { openedWith } from '../support/opened-database.ts';
import { type Outcome, tamper } from './tamper-with-log.ts';

const { tamperings, seed } = npmScript(
  'npm run audit:tamper',
  'Tampers with the audit log, and verifies it. Ends with 1 when it was not found.',
)
  .option('--tamperings <n>', 'how often', wholeNumber(1), 1_000)
  .option('--seed <n>', 'what they are made from', wholeNumber(1), 1)
  .parse()
  .opts<{ tamperings: number; seed: number }>();
await onOwnDatabase('tamper', async (url) => {
  await using opened = new AsyncDisposableStack();
  const service = opened.adopt(await openedWith(url, ['nbf', 'hlf'], async () => undefined), (it) => it.close());
  const begun = performance.now();
  const outcomes = await tamper(service, aSigningKey(), { tamperings, seed });
  report(outcomes, (performance.now() - begun) / 1_000);
});

function report(outcomes: readonly Outcome[], seconds: number): void {
  for (const [kind, its] of Map.groupBy(outcomes, (it) => it.name)) {
    const found = its.filter((it) => it.fault !== null).length;
    const entry = its.filter((it) => it.named === 'entry').length;
    const seal = its.filter((it) => it.named === 'seal').length;
    console.log(`${kind}: ${found} of ${its.length} found; ${entry} named the entry, ${seal} its seal`);
  }
  const wrong = outcomes.filter((it) => it.fault === null || it.named === 'not');
  for (const it of wrong.slice(0, 10)) {
    console.error(
      `NOT FOUND OR WRONGLY NAMED: ${it.name}: ${it.what}: ${it.fault?.kind} ${it.fault?.message ?? 'verified'}`,
    );
  }
  const found = outcomes.filter((it) => it.fault !== null).length;
  console.log(
    `${outcomes.length} tamperings, ${found} found, ${wrong.length} wrongly named, seed ${seed} (${seconds.toFixed(0)} s)`,
  );
  if (wrong.length > 0) process.exitCode = 1;
}
