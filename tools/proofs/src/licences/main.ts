/** `npm run licences`: makes `docs/licences.md` anew. Ends with status 1 when a licence is not permissive. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { lockFileOf } from './lock-file.ts';
import { licencesPage, refusedIn } from './page.ts';
import { shippedPackages } from './shipped.ts';

const repository = path.resolve(import.meta.dirname, '../../../..');
const packages = shippedPackages(await lockFileOf(repository));
await writeFile(path.join(repository, 'docs', 'licences.md'), licencesPage(packages));
console.log(`${packages.length} packages are shipped.`);
const refused = refusedIn(packages);
if (refused.length > 0) {
  console.error(`May not be shipped:\n${refused.join('\n')}`);
  process.exitCode = 1;
}
