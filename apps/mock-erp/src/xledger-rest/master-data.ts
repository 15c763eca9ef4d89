import { XLEDGER_KINDS, XLEDGER_SEED } from '../seed-xledger.ts';
import { closuresAt } from '../xledger/booking-checks.ts';
import { osloDate } from '../xledger/oslo-time.ts';
import { periodOf, periodStatusItems } from '../xledger/periods.ts';
import type { XledgerSettings } from '../xledger/settings.ts';
import { dimensionsOf, entityOf } from './dimensions.ts';
import type { ListPath } from './list-schemas.ts';

/** What the lists depend on. */
export interface MasterDataContext {
  readonly ownerDbId: number;
  readonly now: Date;
  readonly settings: XledgerSettings;
}

/** The rows of each list, as the contract shows them. @source xledger.md §13, 2026-11 */
export const MASTER_ROWS: Readonly<Record<ListPath, (context: MasterDataContext) => readonly object[]>> = {
  accounts: ({ ownerDbId, now, settings }) => {
    const { blockedAccounts } = closuresAt(now, settings);
    return owned(XLEDGER_SEED.accounts, ownerDbId).map((account) => ({
      ...named(account),
      posting: account.posting && !blockedAccounts.includes(account.code),
      active: true,
    }));
  },
  dimensions: ({ ownerDbId, now }) =>
    dimensionsOf(ownerDbId).flatMap(({ kindDbId, ...dimension }) =>
      valuesOf(kindDbId, ownerDbId).map(({ code, description, ...value }) => ({
        ...dimension,
        code,
        name: description,
        ...validity(value, now),
      })),
    ),
  projects: ({ ownerDbId, now }) =>
    owned(XLEDGER_SEED.projects, ownerDbId).map((project) => ({
      ...named(project),
      ...validity(asValue(project), now),
    })),
  'tax-rules': ({ ownerDbId }) =>
    valuesOf(XLEDGER_KINDS.taxRule, ownerDbId).map((rule) => ({
      ...named(rule),
      percent: PERCENTS.get(rule.vatClass ?? '') ?? 0,
      net: false,
    })),
  subledgers: ({ ownerDbId }) =>
    owned(XLEDGER_SEED.subledgers, ownerDbId).map((it) => ({ ...named(it), type: it.ledgerType, active: true })),
  periods: ({ ownerDbId, now, settings }) => {
    const { closedTo } = closuresAt(now, settings);
    return periodStatusItems(ownerDbId, osloDate(now)).map(({ dbId }) => {
      const { code, fromDate, toDate } = periodOf(String(dbId).replace(/..$/, '-$&'));
      return { id: code, code, fromDate, toDate, closed: toDate <= closedTo };
    });
  },
};

/** What `GET /v1/me` says of the client's organisation. */
export function organisationOf(ownerDbId: number): object {
  const { code, description, companyNumber } = entityOf(ownerDbId);
  return { id: String(ownerDbId), code, name: description, companyNumber };
}

const PERCENTS = new Map([
  ['HIGH_LEVEL', 25],
  ['MID_LEVEL', 15],
  ['LOW_LEVEL', 12],
]);

interface Value {
  readonly posting: boolean;
  readonly dateFrom?: string | undefined;
  readonly dateTo?: string | undefined;
}

function owned<T extends { readonly ownerDbId: number; readonly code: string }>(records: readonly T[], owner: number) {
  return records.filter((record) => record.ownerDbId === owner);
}

function named({ dbId, code, description }: { dbId: number; code: string; description: string }) {
  return { id: String(dbId), code, name: description };
}

function valuesOf(kindDbId: number, ownerDbId: number) {
  if (kindDbId === XLEDGER_KINDS.project)
    return owned(XLEDGER_SEED.projects, ownerDbId).map((project) => ({
      ...project,
      ...asValue(project),
      vatClass: '',
    }));
  return owned(XLEDGER_SEED.objectValues, ownerDbId).filter((value) => value.kindDbId === kindDbId);
}

function asValue(project: { allowPosting: boolean; fromDate: string; toDate?: string }): Value {
  return { posting: project.allowPosting, dateFrom: project.fromDate, dateTo: project.toDate };
}

function validity({ posting, dateFrom, dateTo }: Value, now: Date) {
  const active = posting && osloDate(now) <= (dateTo ?? '9999');
  return { active, validFrom: dateFrom ?? null, validTo: dateTo ?? null };
}
