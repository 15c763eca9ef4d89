import { type Alert, type AlertKind, type AlertSubject, type FailingOrganization, platformId } from './alert.ts';

/** Kinds that administrators of the platform hear of also when a single organization has them. */
const always: ReadonlySet<AlertKind> = new Set(['error-rate', 'sending-held']);

/** Kinds that they hear of when several organizations have them at once: then it is rarely the organization's own fault. */
const together: ReadonlySet<AlertKind> = new Set(['third-failure', 'sync-paused', 'pending-too-long']);

/** From how many organizations on they fail together. */
const several = 2;

/** An open alert of an organization, as far as it matters here. */
export type OpenAlert = Pick<Alert, 'alertId' | 'organizationId' | 'organizationName' | 'kind' | 'code' | 'count'>;

/**
 * The one alert that lists every organization in trouble, however many they are; `undefined` when there is none. An organization that is in it stays until
 * all its alerts that matter here are cleared, so that the alert does not come and go with the second one.
 */
export function consolidate(
  open: readonly OpenAlert[],
  before: Pick<Alert, 'details'> | undefined,
): AlertSubject | undefined {
  const mattering = open.filter(
    (it) => it.organizationId !== platformId && (always.has(it.kind) || together.has(it.kind)),
  );
  const failing = new Set(mattering.filter(({ kind }) => together.has(kind)).map((it) => it.organizationId));
  const listed = new Set([
    ...(before?.details.organizations?.map(({ id }) => id) ?? []),
    ...mattering.filter(({ kind }) => always.has(kind)).map((it) => it.organizationId),
    ...(failing.size >= several ? failing : []),
  ]);
  const byOrganization = Map.groupBy(mattering, (it) => it.organizationId);
  const organizations = [...byOrganization]
    .filter(([id]) => listed.has(id))
    .map(([id, alerts]) => failingOrganization(id, alerts))
    .toSorted(byId);
  if (organizations.length === 0) return undefined;
  const count = organizations.length;
  return {
    kind: 'organizations-failing',
    cause: '',
    code: null,
    connector: null,
    count,
    message: null,
    details: { organizations },
  };
}

function failingOrganization(id: string, open: readonly OpenAlert[]): FailingOrganization {
  const alerts = open.map(({ alertId, kind, code, count }) => ({ id: alertId, kind, code, count })).toSorted(byId);
  return { id, name: open[0]?.organizationName ?? id, alerts };
}

const byId = (a: { readonly id: string }, b: { readonly id: string }) => (a.id < b.id ? -1 : 1);

/** Whether people should be told again: an organization has joined, or one that is in it has crossed its threshold anew. */
export function hasGrown(before: Pick<Alert, 'details'>, now: AlertSubject): boolean {
  const organizations = new Set(before.details.organizations?.map(({ id }) => id));
  const alerts = new Set(before.details.organizations?.flatMap((it) => it.alerts.map(({ id }) => id)));
  return (now.details.organizations ?? []).some(
    ({ id, alerts: own }) => !organizations.has(id) || own.some((it) => always.has(it.kind) && !alerts.has(it.id)),
  );
}
