/** `npm run config:reference`: makes `docs/configuration.md` and `.env.example` anew from the schema of the configuration. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { variableGroups, variables } from '../../src/configuration/variables.ts';
import { configurationPage, environmentExample } from './page.ts';

const repository = path.resolve(import.meta.dirname, '../../../..');
await writeFile(path.join(repository, 'docs', 'configuration.md'), configurationPage(variableGroups));
await writeFile(path.join(repository, '.env.example'), environmentExample(variableGroups));
console.log(`docs/configuration.md and .env.example tell of ${Object.keys(variables).length} variables.`);
