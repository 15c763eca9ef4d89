/** `npm run -s sbom`: writes what is shipped as an SBOM (CycloneDX, JSON) on standard output. Needs npm, and no network. */
import path from 'node:path';
import { writtenBill } from './written-bill.ts';

console.log(JSON.stringify(await writtenBill(path.resolve(import.meta.dirname, '../../../..')), undefined, 2));
