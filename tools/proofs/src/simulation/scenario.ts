import {
  type AccountingGateway,
  deriveVoucherReference,
  type ExpenseRecordJson,
  expenseRecordToJson,
  type FieldMapping,
  type Integration,
  type OutboxEntry,
  reviseSource,
  transition,
  withdrawApproval,
} from '@bilag/core';
import {
  aFieldMapping,
  anExpenseRecord,
  anIntegration,
  createInMemoryMasterDataStore,
  createInMemoryOutboxStore,
  type InMemoryOutboxStore,
} from '@bilag/core/testing';
import { createErp, type SimulatedErp } from './erp.ts';
import type { Mutant } from './mutants.ts';
import type { Troubles } from './troubles.ts';
import type { Shared } from './workers.ts';
import { type Actor, tell, type World } from './world.ts';

/** One organization: its approvals, its books, and the administrator who changes things in the middle. */
export interface Organization {
  readonly id: string;
  readonly erp: SimulatedErp;
  /** What the approving app holds of each source, by source id. */
  readonly claims: Map<string, Claim>;
  integration: Integration;
  readonly mappings: Map<number, FieldMapping>;
}

/** A source as the approving app has it now. */
export interface Claim {
  revision: number;
  /** What stands; `undefined` when it was withdrawn. */
  lines: ExpenseRecordJson['lines'] | undefined;
}

/** Everything that a run is about. */
export interface Scenario {
  readonly outbox: InMemoryOutboxStore;
  readonly organizations: readonly Organization[];
  readonly shared: Shared;
  /** Whether administrators still change things and approvals still come. */
  isCalm: boolean;
}

/** The database, administrators and approving apps: nothing of them ever stands still. */
const outsider: Actor = { name: 'outside', isDead: false, frozenUntilMs: 0, die: () => undefined };

/** Sets the scene: organizations with their books, approvals over the first minutes, administrators at work. */
export function setScene(world: World, troubles: () => Troubles, mutant?: Mutant): Scenario {
  const clock = world.clockOf(outsider);
  const outbox = createInMemoryOutboxStore(clock);
  const masterData = createInMemoryMasterDataStore(clock);
  const ids = ['nbf', 'hlf', 'nfu'].slice(0, world.chance.between(1, 3));
  const organizations = ids.map((id) => openOrganization(id, world, troubles));
  const byId = new Map(organizations.map((it) => [it.id, it]));
  const must = (id: string) => {
    const found = byId.get(id);
    if (found === undefined) throw new Error(`There is no organization ${id}.`);
    return found;
  };
  const config = {
    integrationOf: (id: string) => Promise.resolve(must(id).integration),
    mappingVersion: (id: string, version: number) => Promise.resolve(must(id).mappings.get(version)),
  };
  const doorOf = (gateway: AccountingGateway) => mutant?.gateway?.(gateway) ?? gateway;
  const portsOf = (worker: Actor) => ({
    config,
    masterData,
    gateways: {
      gatewayFor: (it: Integration) => Promise.resolve(doorOf(must(it.organizationId).erp.gatewayFor(worker))),
    },
  });
  const scenario: Scenario = {
    outbox,
    organizations,
    shared: { outbox: mutant?.outbox?.(outbox, outbox) ?? outbox, portsOf, troubles },
    isCalm: false,
  };
  for (const it of organizations) {
    approveSome(it, scenario, world);
    administrate(it, scenario, world);
  }
  return scenario;
}

function openOrganization(id: string, world: World, troubles: () => Troubles): Organization {
  const mapping = aFieldMapping();
  const integration = anIntegration({ organizationId: id, connector: 'simulated', mapping });
  const erp = createErp(world, troubles, { queues: world.chance.percent(35), isQuick: world.chance.percent(50) });
  return { id, erp, claims: new Map(), integration, mappings: new Map([[1, mapping]]) };
}

function approveSome(it: Organization, scenario: Scenario, world: World): void {
  const { chance } = world;
  const count = chance.between(1, 14);
  for (let number = 1; number <= count; number += 1) {
    const sourceId = `CLM-${number}`;
    const atMs = chance.between(0, 120_000);
    world.later(atMs, () => void approve(it, sourceId, scenario.outbox, world));
    // One in three is changed later, or withdrawn, some of them more than once.
    for (let again = chance.between(-3, 2); again > 0; again -= 1) {
      const isWithdrawal = chance.percent(40);
      world.later(atMs + chance.between(1, 200_000), () =>
        isWithdrawal
          ? void withdraw(it, sourceId, scenario.outbox, world)
          : void revise(it, sourceId, scenario.outbox, world),
      );
    }
  }
}

async function approve(it: Organization, sourceId: string, outbox: InMemoryOutboxStore, world: World) {
  const record = anExpenseRecord({ ...anApproval(world), sourceId }, it.id);
  const reference = await deriveVoucherReference(record);
  it.claims.set(sourceId, { revision: 1, lines: expenseRecordToJson(record).lines });
  outbox.approve(record, reference);
  tell(world, `${it.id} approves ${sourceId} (${reference})`);
}

/** Approved again; one in four times with nothing changed but who approved it. */
async function revise(it: Organization, sourceId: string, { revisions }: InMemoryOutboxStore, world: World) {
  const claim = it.claims.get(sourceId);
  if (claim === undefined) return;
  claim.revision += 1;
  const { revision, lines } = claim;
  const isSame = lines !== undefined && world.chance.percent(25);
  const change = isSame ? { lines, approvedBy: 'per.leder' } : anApproval(world);
  const record = anExpenseRecord({ ...change, sourceId, revision }, it.id);
  claim.lines = expenseRecordToJson(record).lines;
  const reference = await deriveVoucherReference(record);
  tell(world, `${it.id} approves ${sourceId} again, ${isSame ? 'the same' : 'changed'} (${reference})`);
  await reviseSource({ record, reference }, revisions);
}

async function withdraw(it: Organization, sourceId: string, { revisions }: InMemoryOutboxStore, world: World) {
  const claim = it.claims.get(sourceId);
  if (claim === undefined) return;
  claim.lines = undefined;
  tell(world, `${it.id} withdraws ${sourceId}`);
  const source = { organizationId: it.id, kind: 'reimbursement', sourceId, revision: claim.revision } as const;
  const said = { withdrawnAt: new Date(0), withdrawnBy: 'kari.leder', reason: 'By mistake', actor: 'app' };
  await withdrawApproval({ ...source, ...said }, revisions);
}

function anApproval({ chance }: World): Partial<ExpenseRecordJson> {
  const line = () => ({
    expenseType: chance.pick(['toll', 'mileage', 'parking', 'public_transport']),
    amount: `${chance.between(1, 9_999)}.${String(chance.between(0, 99)).padStart(2, '0')}`,
    text: 'A journey',
  });
  return { lines: Array.from({ length: chance.between(1, 3) }, line) };
}

/** Switches off and on, maps anew, lets credentials run out and renews them. */
function administrate(it: Organization, scenario: Scenario, world: World): void {
  const { chance } = world;
  const act = () => {
    if (scenario.isCalm) return;
    world.later(chance.between(2_000, 90_000), act);
    const what = chance.pick(['disable', 'remap', 'expire', 'nothing']);
    if (what === 'disable') switchOff(it, scenario, world);
    if (what === 'remap') remap(it, scenario, world);
    if (what === 'expire') expire(it, scenario, world);
  };
  world.later(chance.between(2_000, 90_000), act);
  const lookAfter = () => {
    world.later(20_000, lookAfter);
    if (scenario.outbox.pauseOf(it.id) === undefined) return;
    it.erp.signInWorks = true;
    enable(it, scenario, world);
  };
  world.later(20_000, lookAfter);
}

function switchOff(it: Organization, scenario: Scenario, world: World): void {
  it.integration = { ...it.integration, enabled: false };
  scenario.outbox.setEnabled(it.id, false);
  tell(world, `${it.id} is disabled`);
  world.later(world.chance.between(1_000, 40_000), () => enable(it, scenario, world));
}

function enable(it: Organization, { outbox }: Scenario, world: World): void {
  it.integration = { ...it.integration, enabled: true };
  outbox.setEnabled(it.id, true);
  tell(world, `${it.id} is enabled`);
}

function expire(it: Organization, { isCalm }: Scenario, world: World): void {
  if (isCalm) return;
  it.erp.signInWorks = false;
  tell(world, `the credentials of ${it.id} run out`);
}

/** The next version: other accounts, sometimes one that the ERP does not have. */
function remap(it: Organization, { outbox }: Scenario, world: World): void {
  const { chance } = world;
  const version = it.integration.mapping.version + 1;
  const credit = { employee: { ledgerAccount: chance.pick(['2910', '2919']) } };
  const toll = { treatment: 'post', ledgerAccount: chance.pick(['7142', '7140', '7142', '7999']) } as const;
  const mapping = aFieldMapping({ version, credit, expenseTypes: { ...aFieldMapping().expenseTypes, toll } });
  it.mappings.set(version, mapping);
  it.integration = { ...it.integration, mapping };
  outbox.saveMapping(it.id, version);
  tell(world, `${it.id} maps anew: version ${version}`);
}

const isRetryable: ReadonlySet<OutboxEntry['state']> = new Set(['pending', 'rejected', 'held']);

/** Everything is set right: enabled, signed in, mapped to accounts that exist; and what failed, waits or is held is retried, again and again. */
export function setRight(scenario: Scenario, world: World): void {
  scenario.isCalm = true;
  const retryAll = () => {
    world.later(60_000, retryAll);
    // What was never dealt with is nothing to retry: if it is left lying, it is lost, and that must show.
    const failed = scenario.outbox.entries().filter(({ state, failure }) => isRetryable.has(state) && failure !== null);
    for (const it of failed) {
      scenario.outbox.change(it, transition(it, { type: 'retry-requested' }));
    }
  };
  world.later(1_000, retryAll);
  for (const it of scenario.organizations) {
    it.erp.signInWorks = true;
    const version = it.integration.mapping.version + 1;
    const mapping = aFieldMapping({ version });
    it.mappings.set(version, mapping);
    it.integration = { ...it.integration, mapping };
    scenario.outbox.saveMapping(it.id, version);
    enable(it, scenario, world);
  }
}
