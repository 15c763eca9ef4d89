import type { ShippedPackage } from './shipped.ts';

interface Component {
  readonly 'bom-ref': string;
}

/** As much of CycloneDX 1.5 as npm writes and is needed here. */
export interface Bill {
  readonly bomFormat: string;
  readonly specVersion: string;
  readonly metadata: { readonly component: object };
  readonly components: readonly Component[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
}

/**
 * Of npm's bill of everything that is installed the part that is shipped, and Bilag's own packages in it.
 * npm's own `--omit dev` is not used: it leaves out what is a dependency of the service and of a tool, too (pg and undici among others; npm 11.19).
 * @throws when npm's bill lacks a package that is shipped.
 */
export function shippedBill(whole: Bill, packages: readonly ShippedPackage[], own: readonly string[]): Bill {
  const wanted = new Set([...packages.map(({ name, version }) => `${name}@${version}`), ...own]);
  const missing = [...wanted].filter((it) => !whole.components.some((component) => component['bom-ref'] === it));
  if (missing.length > 0) throw new Error(`npm sbom does not tell of ${missing.join(', ')}.`);
  return {
    ...whole,
    // npm takes the name of the folder.
    metadata: { ...whole.metadata, component: { ...whole.metadata.component, name: 'bilag', type: 'application' } },
    components: whole.components.filter((it) => wanted.has(it['bom-ref'])),
    dependencies: whole.dependencies
      .filter(({ ref }) => wanted.has(ref))
      .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((it) => wanted.has(it)) })),
  };
}
