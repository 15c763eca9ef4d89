import { BUSINESS_CENTRAL_SEED, type MockErp } from '@bilag/mock-erp';
import { Agent, request } from 'undici';

/** What a person does in Finance & Operations meanwhile, by path under `…/data/`. */
export async function asPerson(
  mock: MockErp,
  method: 'POST' | 'PATCH' | 'DELETE',
  path: string,
  body?: object,
): Promise<void> {
  const { bilagApp, tenantId } = BUSINESS_CENTRAL_SEED;
  const audience = mock.urls.finance;
  const token = await mock.entra.tokens.issue(bilagApp, { tenantId, audience, lifetimeSeconds: 600 });
  const agent = new Agent({ connect: { ca: mock.caCertificate } });
  const answer = await request(`${audience}/data/${path}?cross-company=true`, {
    dispatcher: agent,
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  await answer.body.dump();
  await agent.close();
  if (answer.statusCode >= 300) throw new Error(`${method} ${path} was answered with ${answer.statusCode}`);
}

/** The address of a journal, and of one of its lines. */
export const journalAt = (number: string) => `LedgerJournalHeaders(dataAreaId='hlf',JournalBatchNumber='${number}')`;
export const lineAt = (number: string, lineNumber: unknown) =>
  `LedgerJournalLines(dataAreaId='hlf',JournalBatchNumber='${number}',LineNumber=${String(lineNumber)})`;

/** A line of somebody else. */
export const aForeignLine = (number: string) => ({
  dataAreaId: 'hlf',
  JournalBatchNumber: number,
  AccountType: 'Ledger',
  AccountDisplayValue: '1920',
  DebitAmount: 100,
  CurrencyCode: 'NOK',
  Document: 'HAND',
});
