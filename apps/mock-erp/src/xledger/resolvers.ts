import type { GraphQLSchema } from 'graphql';
import type { XledgerToken } from '../seed-xledger.ts';
import type { MockWorld } from '../world.ts';
import { type ListArguments, paginate } from './connection.ts';
import { deltaFields } from './deltas.ts';
import type { XledgerError } from './errors.ts';
import type { XledgerNode } from './filter.ts';
import {
  type AddedItems,
  type AddImportItem,
  addImportItems,
  type UpdateImportItem,
  updateImportItems,
} from './import-items.ts';
import { journalEntriesOf, toOpenItem, toTransaction } from './journal.ts';
import { masterDataOf } from './master-data.ts';
import type { Notices } from './notices.ts';
import { osloDate, osloDateTime } from './oslo-time.ts';
import { periodOf, periodStatusItems } from './periods.ts';
import { withLastChange } from './project-changes.ts';
import type { ImportError, ImportQueue, ImportRow } from './queue.ts';
import type { XledgerSettings } from './settings.ts';
import { taxTableSetups } from './tax-tables.ts';
import { webhookFields } from './webhook-fields.ts';

/** What the resolvers of one request work with. */
export interface ResolverContext {
  readonly schema: GraphQLSchema;
  readonly world: MockWorld;
  readonly queue: ImportQueue;
  readonly notices: Notices;
  readonly settings: XledgerSettings;
  readonly token: XledgerToken;
  /** Problems of nodes that a partial mass mutation left out; they are added to the answer's errors. */
  readonly problems: XledgerError[];
  /** Names of the files that came with the request. */
  readonly files: ReadonlySet<string>;
}

/** The root value of one request: everything is seen with the eyes of its token's entity. */
export function createRootValue(context: ResolverContext) {
  const { schema, world, queue, notices, settings, token, problems, files } = context;
  const { ownerDbId } = token;
  const now = world.clock.now();
  const today = osloDate(now);
  const master = masterDataOf(ownerDbId);
  const page = (nodes: readonly XledgerNode[], args: ListArguments) => {
    const wanted = args.objectStatus ?? 'ALL';
    return paginate(
      wanted === 'ALL' ? nodes : nodes.filter((node) => statusOf(node, today) === wanted),
      args,
      settings.pageLimit,
    );
  };
  const vouchers = () => world.ledger.list({ system: 'xledger', ledgerId: String(ownerDbId) });
  const entries = () => vouchers().flatMap((voucher) => journalEntriesOf(voucher));
  const projectChanges = notices.changes.list(ownerDbId);
  const importing = { ownerDbId, createdAt: osloDateTime(now), queue, settings, files };
  const stored = (result: AddedItems) => {
    problems.push(...result.problems);
    const edges = result.stored.map(({ clientId, row }) => ({ clientId, node: toItemNode(row) }));
    return { edges: edges.length === 0 ? null : edges };
  };
  const isOurs = (record: { readonly ownerDbId: number }) => record.ownerDbId === ownerDbId;
  return {
    viewer: master.viewer,
    accounts: (args: ListArguments) => page(master.accounts, args),
    objectValues: (args: ListArguments) => page(withLastChange(master.objectValues, projectChanges), args),
    objectKinds: (args: ListArguments) => page(master.objectKinds, args),
    projects: (args: ListArguments) => page(withLastChange(master.projects, projectChanges), args),
    subledgers: (args: ListArguments) => page(master.subledgers, args),
    taxTableSetups: (args: ListArguments) => page(taxTableSetups(ownerDbId), args),
    periodStatusItems: (args: ListArguments) => page(periodStatusItems(ownerDbId, today), args),
    glImportItems: (args: ListArguments) => page(queue.rows().filter(isOurs).map(toItemNode), args),
    glImportItemErrors: (args: ListArguments) => page(queue.errors().filter(isOurs).map(toErrorNode), args),
    journalEntries: (args: ListArguments) => page(entries(), args),
    transactions: (args: ListArguments) => page(entries().map(toTransaction), args),
    apTransactions: (args: ListArguments) =>
      page(
        entries()
          .map(toOpenItem)
          .filter((item) => item !== undefined),
        args,
      ),
    ...deltaFields({ vouchers, projects: projectChanges }, now, settings.pageLimit),
    ...webhookFields({ schema, webhooks: notices.webhooks, settings, token, problems }),
    addGLImportItems: ({ inputs }: { inputs: readonly AddImportItem[] }) => stored(addImportItems(inputs, importing)),
    updateGLImportItems: ({ inputs }: { inputs: readonly UpdateImportItem[] }) =>
      stored(updateImportItems(inputs, importing)),
    removeGLImportItems({ dbIds }: { dbIds: readonly number[] }) {
      const present = new Set(
        queue
          .rows()
          .filter(isOurs)
          .map((row) => row.dbId),
      );
      const skippedDbIds = dbIds.filter((dbId) => !present.has(dbId));
      return { numAffected: queue.remove(new Set(dbIds.filter((dbId) => present.has(dbId)))), skippedDbIds };
    },
  };
}

/** Closed is what has expired. A blocked account is open, and says `posting: false`. */
function statusOf(node: XledgerNode, today: string): 'OPEN' | 'CLOSED' {
  const end = node['dateTo'] ?? node['toDate'];
  return typeof end === 'string' && end < today ? 'CLOSED' : 'OPEN';
}

function toItemNode({
  dbId,
  ownerDbId,
  createdAt,
  modifiedAt = createdAt,
  values,
  references,
}: ImportRow): XledgerNode {
  const { postedDate, amount = values['invoiceAmount'] } = values;
  const period = typeof postedDate === 'string' ? periodOf(postedDate) : undefined;
  return {
    ...values,
    ...references,
    dbId,
    ownerDbId,
    createdAt,
    modifiedAt,
    amount,
    fiscalYear: period?.fiscalYear,
    fiscalPeriod: period?.fiscalPeriod,
    jobLevelDbId: references['jobLevel']?.dbId,
  };
}

/** Which field points at the row is not documented; here both candidates do. @source xledger.md §6, 2026-11 */
function toErrorNode({ dbId, ownerDbId, createdAt, message, rowDbId }: ImportError): XledgerNode {
  return {
    dbId,
    ownerDbId,
    createdAt,
    message,
    transactionDbId: rowDbId,
    objectValue: { dbId: rowDbId },
    errorLevelDbId: 3,
    errorLevel: { dbId: 3, dbSubId: 3, code: 'ERROR', name: 'Error' },
    owner: { dbId: ownerDbId },
  };
}
