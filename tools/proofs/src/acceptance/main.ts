/** `npm run acceptance`: makes `docs/acceptance.md` anew. Ends with status 1 when a criterion has no test. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { criteriaOf } from './criteria.ts';
import { acceptancePage, unprovenIn } from './page.ts';
import { testsOf } from './tests-of.ts';

const repository = path.resolve(import.meta.dirname, '../../../..');
const criteria = await criteriaOf(repository);
const tests = await testsOf(repository);
await writeFile(path.join(repository, 'docs', 'acceptance.md'), acceptancePage(criteria, tests));
console.log(`${tests.length} tests carry the id of a criterion.`);
const unproven = unprovenIn(criteria, tests);
if (unproven.length > 0) {
  console.error(`Without a test, or not known: ${unproven.join(', ')}`);
  process.exitCode = 1;
}
