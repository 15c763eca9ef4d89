import type { AccountingGateway, GatewayTraits } from '@bilag/core';
import { filterSizes } from './by-reference.ts';
import { createCodeBook } from './code-book.ts';
import { findByNumber } from './find-by-number.ts';
import { createListReader } from './list-reader.ts';
import { listReferences } from './list-references.ts';
import { lookUp } from './look-up.ts';
import { readConnection, readMasterData } from './master-data.ts';
import { postingBody, postOutcomes } from './posting.ts';
import { createQuestions } from './questions.ts';
import { createReceiptDesk } from './receipt-desk.ts';
import type { XledgerClient } from './xledger-client.ts';
import type { XledgerSettings } from './xledger-config.ts';
import { maxNodesPerMutation, renderVoucher } from './xledger-mapping.ts';

/**
 * Xledger behind the port. The reference travels in the external identifier, the invoice number and the text of every line. What is
 * posted lies in an import queue until a booking job takes it, so a posting is accepted, never booked.
 * @source reference of the Xledger API, section 5.1, read 2026-11
 */
export function createXledgerGateway(client: XledgerClient, settings: XledgerSettings): AccountingGateway {
  const questions = createQuestions(client);
  const codeBook = createCodeBook(questions);
  const reader = createListReader(questions);
  return {
    traits: traitsOf(settings),
    testConnection: ({ signal }) => readConnection(settings, reader, signal),
    readMasterData: ({ signal }) => readMasterData(settings, reader, signal),
    render: (voucher) => renderVoucher(voucher, settings),
    async postVouchers(batch, { signal }) {
      if (batch.length === 0) return new Map();
      return postOutcomes(batch, await client.send(postingBody(batch), signal), settings);
    },
    findVouchers: (queries, { signal }) => lookUp(queries, { settings, questions, codeBook }, signal),
    listReferences: (range, { signal }) => listReferences(range, { settings, questions }, signal),
    findByNumber: (voucherNumber, { signal }) => findByNumber(voucherNumber, { settings, questions }, signal),
    ...(settings.receipts ? { receipts: createReceiptDesk({ client, questions, settings }) } : {}),
    close: () => client.close(),
  };
}

/** A call may first wait for its turn: behind one other request, and for room among 20 in five seconds. */
const longestTurnMs = 10_000;

/**
 * How many time limits of a request one look-up may take: queue, journal, queue again, import errors and ledger, and one for what is only asked for now and
 * then. Where Xledger takes no filter its lists have more pages than that, each far quicker than its limit.
 */
const lookUpInRequests = 6;

function traitsOf(settings: XledgerSettings): GatewayTraits {
  const { requestTimeoutMs, settlingMs, bookingPollMs, masterDataRestMs, monthlyRequests } = settings;
  return {
    duplicateGuard: 'look-up',
    longestOperationMs: requestTimeoutMs + longestTurnMs,
    longestLookUpMs: lookUpInRequests * requestTimeoutMs + longestTurnMs,
    settlingMs,
    bookingPollMs,
    masterDataRestMs,
    maxVouchersPerCall: maxNodesPerMutation / 2,
    maxLinesPerCall: maxNodesPerMutation,
    maxReferencesPerLookUp: filterSizes.most,
    monthlyAllowance: { requests: monthlyRequests, ...monthlyMegabytes },
  };
}

/** @source reference of the Xledger API, section 9 (monthly allowance), read 2026-11; the Norwegian terms are not known. */
const monthlyMegabytes = { megabytesUp: 1_000, megabytesDown: 1_000 };
