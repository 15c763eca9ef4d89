import { isAllowed } from './allowed.ts';
import type { ShippedPackage } from './shipped.ts';

/** The page docs/licences.md: what is shipped beside Bilag itself, and under which licences. */
export function licencesPage(packages: readonly ShippedPackage[]): string {
  const byLicence = Map.groupBy(packages, (it) => it.license);
  const counts = [...byLicence].toSorted((a, b) => b[1].length - a[1].length || (a[0] < b[0] ? -1 : 1));
  return [
    '# Licences',
    '',
    'Made by `npm run licences` from package-lock.json; do not edit. A test fails when this page is out of date, or when a package is shipped under a licence that is not permissive',
    '(`tools/proofs/src/licences/allowed.ts`).',
    '',
    `Bilag itself is [Apache-2.0](../LICENSE). With it ${packages.length} packages of others are shipped: what the service needs while it runs, and what is built into the admin console. What is used only`,
    'to build and test is not shipped and not listed. `npm run -s sbom > bilag.cdx.json` writes the same list as an SBOM (CycloneDX), with checksums.',
    '',
    '| licence | packages |',
    '| --- | --- |',
    ...counts.map(([licence, { length }]) => `| ${licence} | ${length} |`),
    '',
    '| package | version | licence |',
    '| --- | --- | --- |',
    ...packages.map(({ name, version, license }) => `| ${name} | ${version} | ${license} |`),
    '',
  ].join('\n');
}

/** The packages that may not be shipped, each with what it says of its licence. */
export function refusedIn(packages: readonly ShippedPackage[]): readonly string[] {
  return packages
    .filter(({ license }) => !isAllowed(license))
    .map(({ name, version, license }) => `${name}@${version}: ${license === '' ? 'says no licence' : license}`);
}
