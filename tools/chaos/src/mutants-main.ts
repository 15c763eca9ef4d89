/**
 * `npm run chaos:mutants`: plants each bug in turn, or those that are named, and says what the oracle saw; ends with status 1 when one got through, or when it
 * accuses nobody's bug.
 */
import { Argument, npmScript } from '@bilag/command-line';
import { endOnSignal } from './end-on-signal.ts';
import { huntMutant } from './hunt.ts';
import type { Hunt } from './hunt-result.ts';
import { innocents, type Mutant, mutants } from './mutants.ts';
import { startWorld } from './world.ts';

const all = [...mutants, ...innocents];
const { args: named } = npmScript(
  'npm run chaos:mutants',
  'Plants each bug in turn, and says what the ledger shows of it. Ends with 1 when one got through.',
)
  .addArgument(new Argument('[bugs...]', 'only these').choices([...new Set(all.map(({ name }) => name))]))
  .parse();
await using world = await startWorld();
endOnSignal(world);

const chosen = all.filter(({ name }) => named.length === 0 || named.includes(name));
let failures = 0;
let caught = 0;
for (const mutant of chosen) {
  const hunt = await huntMutant(mutant, world);
  const isInnocent = mutant.name === 'none';
  const isRight = isInnocent
    ? hunt.caught === undefined && hunt.idleFaults === 0
    : hunt.caught !== undefined && hunt.hasActed;
  if (!isRight) failures += 1;
  if (isRight && !isInnocent) caught += 1;
  console.log(`${mutant.name.padEnd(26)} ${hunt.seconds.toFixed(0).padStart(3)} s  ${wordsFor(mutant, hunt)}`);
}
console.log(`${caught} of ${chosen.filter(({ name }) => name !== 'none').length} planted bugs caught.`);
process.exitCode = failures === 0 ? 0 : 1;

function wordsFor({ name }: Mutant, { caught: seen, hasActed, idleFaults }: Hunt): string {
  if (name === 'none')
    return seen ?? (idleFaults === 0 ? 'no bug: nothing to see' : `no bug, but ${idleFaults} faults met no call`);
  if (seen === undefined) return hasActed ? 'NOT caught' : 'NOT caught, as it did nothing';
  return hasActed ? seen : `${seen}, but NOT by the bug, which did nothing`;
}
