import type { Integration } from '@bilag/core';
import {
  aFieldMapping,
  aReference,
  aVoucher,
  createFakeGateway,
  createInMemoryOutboxStore,
  createVirtualClock,
} from '@bilag/core/testing';
import { describe, expect, test } from 'vitest';
import { createEnvironmentReader, type Environment } from '../src/environment.ts';
import { failingPorts } from '../src/failpoints/failing-ports.ts';
import { failpointPlan, failpoints, mutants } from '../src/failpoints/failpoint-plan.ts';
import type { FragilePorts } from '../src/failpoints/fragile-ports.ts';
import { mutatedPorts } from '../src/failpoints/mutated-ports.ts';
import { createStriker } from '../src/failpoints/striker.ts';
import { withFailpoints } from '../src/failpoints/with-failpoints.ts';

const integration: Integration = {
  organizationId: 'nbf',
  connector: 'fake',
  enabled: true,
  currency: 'NOK',
  settings: {},
  credentials: {},
  configVersion: 1,
  credentialVersion: 1,
  mapping: aFieldMapping(),
};
const gateway = createFakeGateway();
const enginePorts: FragilePorts = {
  outbox: createInMemoryOutboxStore(createVirtualClock()),
  gateways: { gatewayFor: () => Promise.resolve(gateway) },
};
const call = { signal: new AbortController().signal, batchKey: 'B' };

/** The plan that these variables make, and what is wrong with them. */
function planOf(environment: Environment) {
  const read = createEnvironmentReader(environment);
  const { failpoints: plan } = failpointPlan(read);
  try {
    read.assertNoProblems();
    return { plan };
  } catch (error) {
    return { plan, problem: error instanceof Error ? error.message : String(error) };
  }
}

/** A striker whose signals and lines are only written down. */
function harmlessStriker(strikes: Parameters<typeof createStriker>[0]) {
  const done: string[] = [];
  const effects = { signal: (name: string) => void done.push(name), write: (line: string) => void done.push(line) };
  return { striker: createStriker(strikes, effects), done };
}

describe('failpoints', () => {
  test('nothing goes wrong unless somebody asks for it', async () => {
    expect(planOf({})).toEqual({ plan: undefined });
    expect(planOf({ BILAG_FAILPOINTS: '' })).toEqual({ plan: undefined });
    expect(await withFailpoints(enginePorts, undefined)).toBe(enginePorts);
  });

  test('every point and every bug can be asked for by its name', () => {
    for (const point of failpoints) {
      expect(planOf({ BILAG_FAILPOINTS: `${point}:kill@3,${point}:stop` })).toEqual({
        plan: {
          strikes: [
            { point, action: 'kill', nth: 3 },
            { point, action: 'stop', nth: 1 },
          ],
        },
      });
    }
    for (const mutant of mutants) {
      expect(planOf({ BILAG_FAILPOINTS: `watch,mutant:${mutant}` })).toEqual({ plan: { strikes: [], mutant } });
    }
  });

  test.each(['after-coffee:kill', 'after-post:hug', 'after-post:kill@0', 'after-post', 'mutant:unheard-of'])(
    '«%s» is not understood, and the process does not start',
    (text) => {
      expect(planOf({ BILAG_FAILPOINTS: text }).problem).toContain('BILAG_FAILPOINTS must be');
    },
  );

  test('a process in production refuses to start with them', () => {
    const { plan, problem } = planOf({ BILAG_FAILPOINTS: 'after-post:kill', NODE_ENV: 'production' });
    expect(plan).toBeUndefined();
    expect(problem).toContain('BILAG_FAILPOINTS must not be set in production');
  });

  test('a strike comes at its passing, once, and is told before it happens', () => {
    const { striker, done } = harmlessStriker([{ point: 'after-post', action: 'kill', nth: 2 }]);
    for (const point of ['after-post', 'before-post', 'after-post', 'after-post'] as const) striker.pass(point);
    expect(done).toEqual(['BILAG_FAILPOINT after-post kill\n', 'SIGKILL']);
  });

  test('a voucher passes the points around its calls, and gateways are told apart as before', async () => {
    const points: string[] = [];
    const { gateways } = failingPorts(enginePorts, { pass: (point) => void points.push(point), tell: () => undefined });
    const failing = await gateways.gatewayFor(integration);
    expect(await gateways.gatewayFor(integration)).toBe(failing);
    await failing.postVouchers([failing.render(aVoucher())], call);
    await failing.findVouchers([{ reference: aReference(), batchKey: null }], call);
    expect(points).toEqual(['before-post', 'after-post', 'before-find', 'after-find']);
  });

  test('a bug says so when it has made a difference', async () => {
    const told: string[] = [];
    const { gateways } = mutatedPorts(enginePorts, 'no-look-up', (what) => void told.push(what));
    const voucher = aVoucher();
    const buggy = await gateways.gatewayFor(integration);
    await buggy.postVouchers([buggy.render(voucher)], call);
    const found = await buggy.findVouchers([{ reference: voucher.reference, batchKey: null }], call);
    expect(found.get(voucher.reference)).toEqual({ kind: 'absent' });
    expect(told).toEqual(['mutant no-look-up']);
  });
});
