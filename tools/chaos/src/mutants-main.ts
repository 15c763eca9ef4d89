/** `npm run chaos:mutants`: plants each bug in turn and says what the ledger showed; ends with status 1 when one got through, or when the ledger accuses nobody's bug. */
import { endOnSignal } from './end-on-signal.ts';
import { huntMutant } from './hunt.ts';
import { innocent, mutants } from './mutants.ts';
import { startWorld } from './world.ts';

await using world = await startWorld();
endOnSignal(world);
let escaped = 0;
for (const mutant of mutants) {
  const { caught, hasActed, seconds } = await huntMutant(mutant, world);
  if (caught === undefined || !hasActed) escaped += 1;
  const verdict = caught ?? (hasActed ? 'NOT caught' : 'did nothing');
  console.log(`${mutant.name.padEnd(26)} ${seconds.toFixed(0).padStart(3)} s  ${verdict}`);
}
const control = await huntMutant(innocent, world);
console.log(
  `${'no bug, all these troubles'.padEnd(26)} ${control.seconds.toFixed(0).padStart(3)} s  ${control.caught ?? 'nothing to see'}`,
);
console.log(`${mutants.length - escaped} of ${mutants.length} planted bugs caught.`);
process.exitCode = escaped === 0 && control.caught === undefined ? 0 : 1;
