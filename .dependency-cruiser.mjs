// Who may know whom: one rule per sentence of the house style, type-only imports included. test/boundaries.test.ts
// plants a forbidden import for each rule and expects it to be caught.
const own = '^(packages|apps|tools)/';
const rule = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

export default {
  forbidden: [
    rule(
      'domain-is-closed',
      'Domain and errors are pure: they import each other and nothing else.',
      { path: '^packages/core/src/(domain|errors)/' },
      { pathNot: '^packages/core/src/(domain|errors)/' },
    ),
    rule(
      'ports-speak-domain',
      'A port is written in domain types only.',
      { path: '^packages/core/src/ports/' },
      { pathNot: '^packages/core/src/(domain|errors|ports)/' },
    ),
    rule(
      'use-cases-need-only-ports',
      'A use case reaches the world through ports.',
      { path: '^packages/core/src/use-cases/' },
      { pathNot: '^packages/core/src/(domain|errors|ports|use-cases)/' },
    ),
    rule(
      'core-is-plain-typescript',
      'Core runs anywhere: no npm package and no node: module; what is for tests aside.',
      { path: '^packages/core/src/', pathNot: '^packages/core/src/testing/' },
      { pathNot: '^packages/core/src/' },
    ),
    rule(
      'connectors-know-only-core',
      'A connector sees the public faces of core and of the HTTP client for connectors, never another connector, an app or a tool.',
      { path: '^packages/connector-([^/]+)/src/' },
      { path: own, pathNot: ['^packages/connector-$1/src/', '^packages/(core|connector-http)/src/index[.]ts$'] },
    ),
    rule(
      'one-file-loads-connectors',
      'Only the registry names connector packages, their HTTP client aside; everyone else gets a gateway.',
      { path: '^apps/sync-service/src/', pathNot: '^apps/sync-service/src/connectors/connector-registry[.]ts$' },
      { path: '^packages/connector-', pathNot: '^packages/connector-http/' },
    ),
    rule(
      'core-by-its-face',
      'Whoever is not core imports its public face, not a file inside it.',
      { path: own, pathNot: '^packages/core/' },
      { path: '^packages/core/', pathNot: '^packages/core/src/(index|testing/index)[.]ts$' },
    ),
    rule(
      'adapters-do-not-meet',
      'Adapters of the service meet in compose.ts and nowhere else.',
      { path: '^apps/sync-service/src/(http|persistence|outbox|schedule|alerts|connectors|receipts|instance)/' },
      { path: '^apps/sync-service/src/', pathNot: ['^apps/sync-service/src/$1/', '^apps/sync-service/src/telemetry/'] },
    ),
    rule(
      'orm-stays-in-persistence',
      'MikroORM is a detail of one folder.',
      { path: own, pathNot: '^apps/sync-service/(src/persistence|test)/' },
      { path: 'node_modules/@mikro-orm/' },
    ),
    rule(
      'fastify-stays-at-the-edge',
      'HTTP is a detail of the edge.',
      { path: own, pathNot: '^(apps/(sync-service/src/http|mock-erp/src|[^/]+/test)|tools/bench/src/contestants)/' },
      { path: 'node_modules/@?fastify', pathNot: 'node_modules/@fastify/otel/' },
    ),
    rule(
      'mock-erp-is-a-stranger',
      'A simulator that shares our mapping would share our mistakes.',
      { path: '^apps/mock-erp/' },
      { path: own, pathNot: '^apps/mock-erp/' },
    ),
    rule(
      'console-speaks-http',
      'The console knows the API through its client, and no other package.',
      { path: '^apps/admin-console/', pathNot: '^apps/admin-console/test/' },
      { path: own, pathNot: ['^apps/admin-console/', '^packages/client/src/index[.]ts$'] },
    ),
    rule(
      'embedded-postgres-stands-alone',
      'The database for development knows nothing of what is stored in it.',
      { path: '^tools/embedded-postgres/' },
      { path: own, pathNot: '^tools/embedded-postgres/' },
    ),
    rule(
      'demo-uses-public-faces',
      'The demonstration uses the service, the mock and the database as any other program would.',
      { path: '^tools/demo/' },
      {
        path: own,
        pathNot: [
          '^tools/demo/',
          '^(apps/sync-service|apps/mock-erp|tools/(embedded-postgres|command-line))/src/index[.]ts$',
          '^apps/sync-service/src/traces[.]ts$',
        ],
      },
    ),
    rule(
      'proofs-use-public-faces',
      'A proof of connectors uses them and the mock ERP as the service does: through their public faces.',
      { path: '^tools/proofs/' },
      {
        path: own,
        pathNot: [
          '^tools/proofs/',
          '^(packages/(core|connector-[^/]+)|apps/mock-erp|tools/command-line)/src/index[.]ts$',
          '^packages/core/src/testing/index[.]ts$',
        ],
      },
    ),
    rule(
      'chaos-strikes-from-outside',
      'The proof on real processes starts and calls them; of code it sees public faces only, and what it makes fail in a process it puts at the service’s seams.',
      { path: '^tools/chaos/' },
      {
        path: own,
        pathNot: [
          '^tools/chaos/',
          '^(packages/core|apps/sync-service|apps/mock-erp|tools/(embedded-postgres|command-line))/src/index[.]ts$',
          '^packages/core/src/testing/index[.]ts$',
        ],
      },
    ),
    rule(
      'tools-are-not-shipped',
      'Nothing but tools and tests imports a tool.',
      { path: own, pathNot: ['^tools/', '^(packages|apps)/[^/]+/test/'] },
      { path: '^tools/' },
    ),
    rule(
      'no-test-code-in-production',
      'Fakes and contracts are for tests.',
      { path: '^(packages|apps)/[^/]+/src/', pathNot: '/src/testing/' },
      { path: '^(packages|apps|tools)/[^/]+/(src/testing|test)/|^test/|node_modules/vitest/' },
    ),
    rule(
      'no-cycles',
      'Files that import each other in a circle are one file; type-only imports count.',
      {},
      { circular: true },
    ),
    rule('resolvable', 'An import must lead somewhere.', {}, { couldNotResolve: true }),
  ],
  options: {
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(packages|apps|tools)/[^/]+/dist/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['@bilag/source', 'node', 'import', 'require', 'default'],
      extensions: ['.ts', '.tsx', '.js', '.mjs'],
    },
  },
};
