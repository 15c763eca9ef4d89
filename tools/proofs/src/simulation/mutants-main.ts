/** `npm run simulate:mutants -- --seeds 500`: plants each bug in turn and says which seed caught it; ends with status 1 when one got through. */
import { npmScript, wholeNumber } from '@bilag/command-line';
import { huntMutant } from './hunt.ts';
import { mutants } from './mutants.ts';

const { seeds } = npmScript('npm run simulate:mutants', 'Plants each bug in turn, and says which seed caught it.')
  .option('--seeds <n>', 'how many runs each gets', wholeNumber(1), 500)
  .parse()
  .opts<{ seeds: number }>();
let escaped = 0;
for (const mutant of mutants) {
  const caught = await huntMutant(mutant, seeds);
  if (caught === undefined) escaped += 1;
  const verdict = caught === undefined ? `NOT caught in ${seeds} seeds` : `seed ${caught.seed}: ${caught.fault}`;
  console.log(`${mutant.name.padEnd(26)} ${verdict}`);
}
console.log(`${mutants.length - escaped} of ${mutants.length} planted bugs caught.`);
process.exitCode = escaped === 0 ? 0 : 1;
