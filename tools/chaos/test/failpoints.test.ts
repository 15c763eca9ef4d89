import type { EnginePorts } from '@bilag/core';
import {
  anIntegration,
  aReference,
  aVoucher,
  createFakeGateway,
  createInMemoryMasterDataStore,
  createInMemoryOutboxStore,
  createVirtualClock,
} from '@bilag/core/testing';
import { describe, expect, test } from 'vitest';
import { mutants } from '../src/mutants.ts';
import { bugs } from '../src/victim/bugs.ts';
import { failpointPlan, failpoints } from '../src/victim/failpoints.ts';
import { seamsFor } from '../src/victim/seams-for.ts';
import { createStriker } from '../src/victim/striker.ts';

const integration = anIntegration();
const call = { signal: new AbortController().signal, batchKey: 'B' };

/** The ports of a process with these orders, and what it has told and done to itself. */
function portsUnder(orders: string) {
  const told: string[] = [];
  const effects = { signal: (name: string) => void told.push(name), write: (line: string) => void told.push(line) };
  const clock = createVirtualClock();
  const gateway = createFakeGateway();
  const ports: EnginePorts = {
    outbox: createInMemoryOutboxStore(clock),
    gateways: { gatewayFor: () => Promise.resolve(gateway) },
    config: {
      integrationOf: () => Promise.resolve(integration),
      mappingVersion: () => Promise.resolve(undefined),
    },
    masterData: createInMemoryMasterDataStore(clock),
    clock,
    random: { next: () => 0 },
  };
  const seams = seamsFor(orders, (strikes) => createStriker(strikes, effects));
  return { ports: seams.engine?.(ports) ?? ports, told };
}

describe('orders', () => {
  test('every point can be asked for by its name, and nothing goes wrong without', () => {
    expect(failpointPlan('')).toEqual({ strikes: [] });
    for (const point of failpoints) {
      expect(failpointPlan(`${point}:kill@3,${point}:stop`)).toEqual({
        strikes: [
          { point, action: 'kill', nth: 3 },
          { point, action: 'stop', nth: 1 },
        ],
      });
    }
  });

  test.each(['after-coffee:kill', 'after-post:hug', 'after-post:kill@0', 'after-post', 'mutant:unheard-of'])(
    '«%s» is not understood, and the process does not start',
    (text) => {
      expect(() => seamsFor(text)).toThrow(/no failpoint|no bug/);
    },
  );

  test('every bug that can be planted is hunted', () => {
    const hunted = mutants.map(({ name }) => name);
    expect(Object.keys(bugs(() => undefined)).toSorted()).toEqual(hunted.toSorted());
    expect(new Set(hunted).size).toBeGreaterThanOrEqual(25);
  });
});

describe('a process that is made to fail', () => {
  test('strikes at the passing that was ordered, once, and tells it before', async () => {
    const { ports, told } = portsUnder('after-post:kill@2');
    const gateway = await ports.gateways.gatewayFor(integration);
    const voucher = gateway.render(aVoucher());
    for (let times = 0; times < 3; times += 1) await gateway.postVouchers([voucher], call);
    expect(told).toEqual(['BILAG_FAILPOINT after-post kill\n', 'SIGKILL']);
  });

  test('passes the points around its calls, and tells gateways apart as before', async () => {
    const { ports, told } = portsUnder('before-post:stop,after-post:stop,before-find:stop,after-find:stop');
    const gateway = await ports.gateways.gatewayFor(integration);
    expect(await ports.gateways.gatewayFor(integration)).toBe(gateway);
    await gateway.postVouchers([gateway.render(aVoucher())], call);
    await gateway.findVouchers([{ reference: aReference(), batchKey: null }], call);
    expect(told.filter((it) => it !== 'SIGSTOP').map((it) => it.split(' ')[1])).toEqual([
      'before-post',
      'after-post',
      'before-find',
      'after-find',
    ]);
  });

  test('says once that its bug has made a difference', async () => {
    const { ports, told } = portsUnder('mutant:no-look-up');
    const voucher = aVoucher();
    const gateway = await ports.gateways.gatewayFor(integration);
    await gateway.postVouchers([gateway.render(voucher)], call);
    const query = { reference: voucher.reference, batchKey: null };
    const found = await gateway.findVouchers([query], call);
    await gateway.findVouchers([query], call);
    expect(found.get(voucher.reference)).toEqual({ kind: 'absent' });
    expect(told).toEqual(['BILAG_FAILPOINT mutant no-look-up\n']);
  });
});
