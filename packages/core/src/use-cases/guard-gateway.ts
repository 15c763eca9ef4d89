import type { Voucher } from '../domain/voucher.ts';
import type { VoucherReference } from '../domain/voucher-reference.ts';
import type { ErrorCode } from '../errors/error-codes.ts';
import { SyncError } from '../errors/sync-error.ts';
import type { AccountingGateway, FindOutcome, PostOutcome, RenderedVoucher } from '../ports/accounting-gateway.ts';
import {
  type ConnectorConfig,
  type ConnectorHost,
  type ConnectorPlugin,
  openGateway,
} from '../ports/connector-plugin.ts';
import { copyOfVoucher } from './guard/copy-of-voucher.ts';
import { guardBookings, guardListed } from './guard/guard-listed.ts';
import { guardMasterData, guardReport } from './guard/guard-master-data.ts';
import { failureOf, guardFind, guardPost } from './guard/guard-outcomes.ts';
import { guardReceipts } from './guard/guard-receipts.ts';
import { guardTraits } from './guard/guard-traits.ts';
import { asObject, asText, junk, trustworthy } from './guard/junk.ts';

/**
 * Opens the door with the profile that the settings name, and guards it.
 * @throws {SyncError} as {@link openGateway} and {@link guardGateway} do; `CONNECTOR_FAULT` for whatever else the plugin throws.
 */
export function openGuardedGateway(
  plugin: ConnectorPlugin,
  config: ConnectorConfig,
  host: ConnectorHost,
): AccountingGateway {
  return checked(() => guardGateway(openGateway(plugin, copyOfConfig(config), { ...host })));
}

/**
 * A copy for a plugin, which may do with it what it likes.
 * @throws {SyncError} `INVALID_SETTINGS` or `INVALID_CREDENTIALS_FORM` for values nested so deep that they cannot be copied.
 */
export function copyOfConfig({ settings, credentials }: ConnectorConfig): ConnectorConfig {
  return {
    settings: copied(settings, 'INVALID_SETTINGS', 'settings'),
    credentials: copied(credentials, 'INVALID_CREDENTIALS_FORM', 'credentials'),
  };
}

function copied(value: unknown, code: ErrorCode, field: string): unknown {
  try {
    return structuredClone(value);
  } catch (cause) {
    throw new SyncError(code, `The ${field} cannot be read: they are nested too deep.`, { field, cause });
  }
}

const methods = ['testConnection', 'readMasterData', 'render', 'postVouchers', 'findVouchers', 'close'] as const;

/**
 * A gateway whose every answer has been checked against the port at run time, so that a connector that throws or answers junk is a failure of the
 * organization that uses it and of nobody else. What it is given are copies: what it does to them changes nothing here. What it says of a voucher that
 * it was not asked about is not heard. It cannot stop a connector that never answers, which is for the caller's deadline, nor one that never gives the
 * processor back.
 * @throws {SyncError} `CONNECTOR_FAULT` when it is no gateway, or declares traits that the engine could not work with.
 */
export function guardGateway(gateway: AccountingGateway): AccountingGateway {
  return checked(() => {
    asObject(notLater(gateway), 'a gateway');
    if (methods.some((name) => typeof gateway[name] !== 'function')) throw junk('a gateway');
    const { receipts } = gateway;
    return {
      traits: guardTraits(gateway.traits),
      ...questionsOf(gateway),
      ...writesOf(gateway),
      ...(gateway.listReferences === undefined ? {} : { listReferences: listOf(gateway) }),
      ...(gateway.findByNumber === undefined ? {} : { findByNumber: numbersOf(gateway) }),
      ...(receipts === undefined ? {} : { receipts: guardReceipts(receipts) }),
    };
  });
}

function questionsOf(gateway: AccountingGateway): Pick<AccountingGateway, 'testConnection' | 'readMasterData'> {
  return {
    testConnection: (context) => checkedAnswer(async () => guardReport(await gateway.testConnection({ ...context }))),
    readMasterData: (context) =>
      checkedAnswer(async () => guardMasterData(await gateway.readMasterData({ ...context }))),
  };
}

function listOf(gateway: AccountingGateway): NonNullable<AccountingGateway['listReferences']> {
  if (typeof gateway.listReferences !== 'function') throw junk('a list of references');
  return (range, context) =>
    checkedAnswer(async () => guardListed(await gateway.listReferences?.({ ...range }, { ...context })));
}

function numbersOf(gateway: AccountingGateway): NonNullable<AccountingGateway['findByNumber']> {
  if (typeof gateway.findByNumber !== 'function') throw junk('a look-up by number');
  return (voucherNumber, context) =>
    checkedAnswer(async () => guardBookings(await gateway.findByNumber?.(voucherNumber, { ...context })));
}

function writesOf(
  gateway: AccountingGateway,
): Pick<AccountingGateway, 'render' | 'postVouchers' | 'findVouchers' | 'close'> {
  return {
    render: (voucher) => checked(() => rendered(gateway.render(copyOfVoucher(voucher)), voucher)),
    async postVouchers(vouchers, context) {
      const copies = vouchers.map((it) => ({ ...it, voucher: copyOfVoucher(it.voucher) }));
      return await answersFor(
        vouchers.map((it) => it.reference),
        async () => await gateway.postVouchers(copies, { ...context }),
        guardPost,
        (error): PostOutcome => ({ kind: 'unknown', failure: failureOf(error) }),
      );
    },
    async findVouchers(queries, context) {
      return await answersFor(
        queries.map((it) => it.reference),
        async () => await gateway.findVouchers(structuredClone(queries), { ...context }),
        guardFind,
        (error): FindOutcome => ({ kind: 'unavailable', failure: failureOf(error) }),
      );
    },
    close: () => checkedAnswer(async () => await gateway.close()),
  };
}

function rendered(given: unknown, voucher: Voucher): RenderedVoucher {
  const it = asObject(notLater(given), 'a rendered voucher');
  const payload = asText(it['payload'], 'a payload');
  // What cannot be stored could never be sent, and would keep the whole lane waiting.
  const isStorable = payload !== '' && payload.isWellFormed() && !payload.includes('\u0000');
  if (it['reference'] !== voucher.reference || !isStorable) throw junk('a rendered voucher');
  return { reference: voucher.reference, voucher, payload };
}

/** An answer that comes later is none here; but if it fails then, and nobody listens, the process ends. */
function notLater(given: unknown): unknown {
  if (given instanceof Promise) given.catch(() => undefined);
  return given;
}

/** The answers for these references and no others; where the whole answer is no table, or none came, each has what that means. */
async function answersFor<Outcome>(
  references: readonly VoucherReference[],
  ask: () => Promise<unknown>,
  guard: (given: unknown) => Outcome,
  without: (error: unknown) => Outcome,
): Promise<ReadonlyMap<VoucherReference, Outcome>> {
  try {
    const answers = await ask();
    if (!(answers instanceof Map)) throw junk('a table of answers');
    const known = references.filter((it) => answers.has(it));
    return new Map(known.map((it) => [it, guard(answers.get(it))]));
  } catch (error) {
    return new Map(references.map((it) => [it, without(error)]));
  }
}

function checked<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw trustworthy(error);
  }
}

async function checkedAnswer<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw trustworthy(error);
  }
}
