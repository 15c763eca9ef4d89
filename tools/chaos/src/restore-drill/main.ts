/**
 * `npm run drill:restore`: loses a database, puts its backup back in two ways, and lets Bilag send again as docs/operations.md says. Ends with 1 when the ledger
 * has any voucher twice, or not at all.
 */
import { endOnSignal } from '../end-on-signal.ts';
import { drill } from './drill.ts';
import { backupKinds, startDrillWorld } from './drill-world.ts';

const faults: string[] = [];
for (const kind of backupKinds) {
  await using world = await startDrillWorld(kind);
  endOnSignal(world);
  const found = await drill(world, (line) => console.log(line));
  faults.push(...found.map((it) => `${kind}: ${it}`));
  console.log('');
}
for (const fault of faults) console.error(`FAULT: ${fault}`);
console.log(faults.length === 0 ? 'Every approval is in its ledger once, to the øre.' : 'The drill failed.');
process.exitCode = faults.length === 0 ? 0 : 1;
