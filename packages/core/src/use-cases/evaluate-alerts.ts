import { type Alert, type AlertSubject, platformId } from '../domain/alert.ts';
import { alertsOf, isUnderWay, type OrganizationFacts } from '../domain/alert-rules.ts';
import { consolidate, hasGrown } from '../domain/consolidated-alert.ts';
import type { AlertChange, AlertStore, AlertTurn } from '../ports/alert-store.ts';

/** What an evaluation has done. */
export interface AlertReport {
  readonly raised: number;
  readonly cleared: number;
}

/**
 * Holds the rules against what is stored, and opens, changes and clears alerts accordingly. An alert is opened once for each crossing of its rule, and people are
 * told then and when it is cleared, not while its count grows. Any number of processes may call it at once; one of them does it, the others do nothing.
 */
export async function evaluateAlerts({ alerts }: { readonly alerts: AlertStore }): Promise<AlertReport | undefined> {
  return await alerts.inTurn(async (turn) => {
    const ofOrganizations = await evaluateOrganizations(turn);
    const ofPlatform = await evaluatePlatform(turn);
    return {
      raised: ofOrganizations.raised + ofPlatform.raised,
      cleared: ofOrganizations.cleared + ofPlatform.cleared,
    };
  });
}

async function evaluateOrganizations(turn: AlertTurn): Promise<AlertReport> {
  const facts = await turn.facts();
  const open = (await turn.open()).filter(({ organizationId }) => organizationId !== platformId);
  const openBySubject = new Map(open.map((it) => [keyOf(it.organizationId, it), it]));
  const raised: { readonly organizationId: string; readonly subject: AlertSubject }[] = [];
  const changes: AlertChange[] = [];
  const stillTrue = new Set<Alert>();
  for (const { organizationId, subject } of facts.flatMap(subjectsOf)) {
    const known = openBySubject.get(keyOf(organizationId, subject));
    if (known === undefined) raised.push({ organizationId, subject });
    else stillTrue.add(known);
    if (known !== undefined && isOther(known, subject)) changes.push({ alert: known, subject, isTold: false });
  }
  const factsOf = new Map(facts.map((it) => [it.organizationId, it]));
  const over = open.filter((it) => !stillTrue.has(it) && !isUnderWay(it, factsOf.get(it.organizationId)));
  await turn.raise(raised);
  await turn.change(changes);
  return { raised: raised.length, cleared: await turn.clear(over) };
}

/** After the organizations, whose alerts it lists. */
async function evaluatePlatform(turn: AlertTurn): Promise<AlertReport> {
  const open = await turn.open();
  const known = open.find(({ organizationId }) => organizationId === platformId);
  const subject = consolidate(open, known);
  if (subject === undefined) return { raised: 0, cleared: known === undefined ? 0 : await turn.clear([known]) };
  if (known === undefined) {
    await turn.raise([{ organizationId: platformId, subject }]);
    return { raised: 1, cleared: 0 };
  }
  if (isOther(known, subject)) {
    await turn.change([{ alert: known, subject, isTold: hasGrown(known, subject) }]);
  }
  return { raised: 0, cleared: 0 };
}

const subjectsOf = (facts: OrganizationFacts) =>
  alertsOf(facts).map((subject) => ({ organizationId: facts.organizationId, subject }));

const keyOf = (organizationId: string, { kind, cause }: AlertSubject) => JSON.stringify([organizationId, kind, cause]);

function isOther(alert: AlertSubject, subject: AlertSubject): boolean {
  return textOf(alert) !== textOf(subject);
}

/** The details by name, as a database does not keep the order in which they were written. */
function textOf({ count, message, details }: AlertSubject): string {
  return JSON.stringify([count, message, inOrder(details)]);
}

function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, it]) => [name, inOrder(it)]);
}
