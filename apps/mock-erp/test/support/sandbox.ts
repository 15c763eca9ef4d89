import { type MockErp, type MockErpOptions, startMockErp, XLEDGER_TOKENS } from '../../src/index.ts';

export const FULL = `token ${XLEDGER_TOKENS.full.token}`;

/** A sandbox with the burst limit off, so that a test may ask as often as it likes. */
export function startSandbox(options: MockErpOptions = {}): Promise<MockErp> {
  return startMockErp({ ...options, xledgerSettings: { burstLimit: false, ...options.xledgerSettings } });
}

/** Posts a GraphQL request; rejects when the connection is cut or the answer is no JSON. */
export async function ask(
  mock: MockErp,
  query: string,
  variables: object = {},
  authorization = FULL,
): Promise<unknown> {
  const reply = await postGraphql(mock, query, variables, authorization);
  return reply.json();
}

/** Posts a GraphQL request and returns the bare response. */
export function postGraphql(
  mock: MockErp,
  query: string,
  variables: object = {},
  authorization = FULL,
): Promise<Response> {
  return fetch(mock.urls.xledgerGraphql, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(authorization === '' ? {} : { authorization }) },
    body: JSON.stringify({ query, variables }),
    signal: AbortSignal.timeout(10_000),
  });
}

/** Posts JSON to the control API. */
export async function control(mock: MockErp, path: string, body?: object, method = 'POST'): Promise<unknown> {
  const reply = await fetch(`${mock.urls.control}${path}`, {
    method,
    ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(10_000),
  });
  return reply.status === 204 ? undefined : reply.json();
}

export const ADD_ITEMS = `mutation Post($inputs: [AddGLImportItemsInput!]!) {
  addGLImportItems(inputs: $inputs) { edges { clientId node { dbId trRegNumber amount } } }
}`;

let lastVoucherNumber = 26_000_000;

/** The two lines of a voucher: travel on cost center 310 against what is owed to employee E1187. */
export function aVoucher(
  changes: {
    key?: string;
    amount?: string;
    credit?: string;
    account?: string;
    postedDate?: string;
    more?: object;
  } = {},
): { inputs: object[] } {
  lastVoucherNumber += 1;
  const { key = `X${lastVoucherNumber}`, amount = '842.50', postedDate = '2026-03-05' } = changes;
  const common = {
    trRegNumber: lastVoucherNumber,
    transactionSource: { code: 'GL' },
    postedDate,
    currency: { code: 'NOK' },
    text: `Train, claim ${key}`,
    extIdentifier: key,
    invoiceNumber: key,
    jobLevel: { dbSubId: 1 },
  };
  const debit = { account: { code: changes.account ?? '7140' }, glObject2: { code: '310' }, amount };
  const credit = { account: { code: '2910' }, subledger: { code: 'E1187' }, amount: changes.credit ?? `-${amount}` };
  return {
    inputs: [
      { clientId: `${key}-1`, node: { ...common, ...debit, trItemNumber: 1, ...changes.more } },
      { clientId: `${key}-2`, node: { ...common, ...credit, trItemNumber: 2 } },
    ],
  };
}
