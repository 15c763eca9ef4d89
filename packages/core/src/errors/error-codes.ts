/**
 * What an expected failure means for the voucher it concerns.
 *
 * - `retryable`: nothing was booked; the same call may work later.
 * - `permanent`: nothing was booked, nor will be until data or settings change.
 * - `ambiguous`: it may be booked; look it up before anything is sent again.
 */
export type Outcome = 'retryable' | 'permanent' | 'ambiguous';

interface ErrorCodeEntry {
  readonly outcome: Outcome;
  /** What the reader can do about it, as one sentence to a finance person or an integrator. */
  readonly remedy: string;
}

const permanent = (remedy: string) => ({ outcome: 'permanent', remedy }) as const;
const retryable = (remedy: string) => ({ outcome: 'retryable', remedy }) as const;
const ambiguous = (remedy: string) => ({ outcome: 'ambiguous', remedy }) as const;

/** Every expected failure, once: its code, its outcome and its remedy. `docs/errors.md` lists the same codes. */
export const errorCodes = {
  // What came in
  VALIDATION_FAILED: permanent('Correct the named field; the OpenAPI document describes what is allowed.'),
  INVALID_AMOUNT: permanent(
    'Send the amount as a decimal string with a dot, such as "842.50", with no more decimals than its currency has.',
  ),
  AMOUNT_OUT_OF_RANGE: permanent('Split the amount, or check that it is not given in the wrong unit.'),
  AMOUNT_NOT_POSITIVE: permanent('Send an amount above zero; corrections are made by a new revision.'),
  INVALID_DATE: permanent(
    'Send a date that exists as YYYY-MM-DD, or an instant with its time zone such as 2026-03-06T09:30:00Z. An approval may lie a day ahead at most, an expense a year.',
  ),
  UNKNOWN_CURRENCY: permanent('Use a currency code that Bilag supports, such as NOK.'),
  CURRENCY_MISMATCH: permanent('Send all amounts in the currency of the organization’s ledger.'),
  UNKNOWN_EXPENSE_TYPE: permanent('Use an expense type of the organization, or add it to its field mapping.'),
  RECORD_CONTENT_DIFFERS: permanent('A revision never changes: send the changed content under the next revision.'),
  REVISION_OUT_OF_ORDER: permanent('Send the changed content under a revision above the latest one.'),
  REVISION_UNCHANGED: permanent('Nothing to do: what became of the earlier revision holds for this one too.'),
  REVISION_SUPERSEDED: permanent('Nothing to do: a later revision has taken its place.'),
  APPROVAL_WITHDRAWN: permanent('Nothing to do: the approval was withdrawn.'),
  APPROVAL_NOT_FOUND: permanent(
    'Check kind, source id and revision; what is to be withdrawn has to be approved first.',
  ),
  UNKNOWN_ORGANIZATION: permanent('Check the organization id and that the token may act for it.'),
  ORGANIZATION_EXISTS: permanent('Choose another organization id.'),
  RECORD_NOT_FOUND: permanent('Check the record id and the organization.'),
  RECORD_NOT_FAILED: permanent('Nothing to do: it is on its way, booked or cancelled; look at its state.'),
  RECORD_NOT_OPEN: permanent(
    'While it is being sent or looked up, wait. What may be in the accounting system is not ignored: look there, and state that it is not in the ledger («not-booked») or that it is («posted»). ' +
      'What is booked is taken back by withdrawing it.',
  ),
  POSTED_VOUCHER_DIFFERS: permanent(
    'Compare number and amount, and confirm it if it is the right voucher all the same («confirmDifference»).',
  ),
  POSTED_VOUCHER_MISSING: permanent(
    'Compare the number with the ledger, and confirm it if you are sure all the same («confirmDifference»).',
  ),
  POSTED_VOUCHER_TAKEN: permanent(
    'Compare the number; if one voucher stands for both records, confirm it («confirmDifference»).',
  ),
  POSTED_VOUCHER_UNCHECKED: retryable('Try again later, or look in the ledger and confirm it («confirmDifference»).'),
  RECORD_IGNORED: permanent('Nothing to do: somebody decided that it is not booked by Bilag.'),
  INTEGRATION_NOT_CONFIGURED: permanent('Choose an accounting system and a field mapping for the organization.'),
  INTEGRATION_NOT_TESTED: permanent('Test the connection with the current settings and credentials, then enable it.'),
  INTEGRATION_CHANGED: retryable('Ask again: the connection was changed in the middle of it.'),
  VOUCHERS_ON_THEIR_WAY: permanent(
    'Wait until they are booked, or settle them; until then leave the setting as it is.',
  ),
  INTEGRATION_DISABLED: permanent('Enable the connector in the integration settings, then sync again.'),
  SYNC_RUNNING: retryable('Wait until the sync that is under way has ended.'),
  SYNC_NOT_FOUND: permanent('Check the sync id and the organization.'),
  LOG_ENTRY_NOT_FOUND: permanent('Check the id of the log entry and the organization.'),
  SYNC_STALLED: retryable('Check that a worker of Bilag runs, then sync again; nothing was lost.'),
  ALERT_NOT_FOUND: permanent('Check the alert id and the organization.'),
  WEBHOOK_ADDRESS_NOT_ALLOWED: permanent('Receive webhooks at a host that the operator of Bilag has allowed.'),
  WEBHOOK_SECRET_MISSING: permanent('Send a secret, «whsec_» and base64, together with the new address.'),
  WEBHOOK_ENDPOINT_NOT_FOUND: permanent('Check the endpoint id and the organization.'),
  WEBHOOK_DELIVERY_NOT_FOUND: permanent('Check the id of the message; messages are forgotten after 30 days.'),
  WEBHOOK_ENDPOINT_LIMIT: permanent('Remove an endpoint that is no longer needed.'),
  WEBHOOK_ENDPOINT_DISABLED: permanent('Switch the endpoint on, then send again.'),
  RECONCILIATION_RUNNING: retryable('Wait for the reconciliation of this month that is under way.'),
  RECONCILIATION_NOT_FOUND: permanent('Check the reconciliation id and the organization.'),
  UNKNOWN_CONNECTOR: permanent('Use the name of a connector that this installation has.'),
  INVALID_SETTINGS: permanent('Correct the named setting; the connector’s schema describes what is allowed.'),
  INVALID_CREDENTIALS_FORM: permanent('Send the credential fields that the connector’s schema names.'),
  MASTER_DATA_NOT_READ: permanent('Test the connection, or read the master data, and ask again.'),
  CHOICES_NOT_OFFERED: permanent('Fill in the settings by hand; this connector has no list to choose from.'),
  CREDENTIALS_UNREADABLE: retryable('Start the service with the key that sealed the credentials, or set them again.'),
  KEY_VAULT_UNAVAILABLE: retryable('Bilag tries again; the operator reads in the log what the key vault needs.'),
  // From record to voucher
  UNBALANCED_VOUCHER: permanent('The debit and credit lines must sum to zero; report this, it is a fault of Bilag.'),
  INVALID_VOUCHER: permanent('The voucher breaks a rule of bookkeeping; check the field mapping.'),
  UNMAPPED_EXPENSE_TYPE: permanent('Map the expense type to a ledger account in the field mapping.'),
  UNMAPPED_PAYEE_TYPE: permanent('Choose a credit account for this kind of payee in the field mapping.'),
  VOUCHER_TOO_LARGE: permanent('Split the record: the accounting system takes fewer lines in one voucher.'),
  REVERSAL_NOT_MADE: permanent('Reverse the voucher in the accounting system by hand; Bilag cannot make it again.'),
  REVERSAL_NOT_NEEDED: permanent('Nothing to do: the voucher that it would have taken back was never booked.'),
  MAPPING_INVALID: permanent('Correct what the findings name, in the field mapping or in the accounting system.'),
  // The accounting system's answer
  ERP_UNREACHABLE: retryable('Bilag tries again; check the address and the network if it lasts.'),
  ERP_RATE_LIMITED: retryable('Bilag waits as long as the accounting system asks.'),
  ERP_UNAVAILABLE: retryable('Bilag tries again when the accounting system answers.'),
  ERP_ALLOWANCE_USED_UP: retryable('Raise the monthly requests in the settings, or wait for the next month.'),
  ERP_BATCH_REFUSED: retryable('Bilag sends the vouchers of the batch in smaller batches.'),
  ERP_AUTHENTICATION_FAILED: retryable('Renew the credentials in the integration settings and test the connection.'),
  ERP_PERMISSION_DENIED: retryable('Give the integration user the missing right in the accounting system.'),
  ERP_REFUSED: permanent('Read the accounting system’s message, correct data or settings, and retry the record.'),
  ERP_UNKNOWN_LEDGER_ACCOUNT: permanent('Correct the ledger account in the field mapping or open it in the ERP.'),
  ERP_UNKNOWN_DIMENSION_VALUE: permanent('Correct the cost center, project or dimension, or open it in the ERP.'),
  ERP_UNKNOWN_TAX_CODE: permanent('Correct the VAT code in the field mapping or set it up in the ERP.'),
  ERP_UNKNOWN_PAYEE: permanent('Set the payee up in the ERP, or leave the subledger out of the field mapping.'),
  ERP_PERIOD_CLOSED: permanent('Open the period in the accounting system, or change the posting-date rule.'),
  ERP_IMPORT_REFUSED: permanent('Correct or delete the row in the ERP’s import queue, then retry the record.'),
  ERP_WRONG_LEDGER: permanent('These credentials open another ledger than the one that was tested.'),
  ERP_REPLY_LOST: ambiguous('Bilag looks the voucher up before anything is sent again.'),
  ERP_REPLY_UNREADABLE: ambiguous('Bilag looks the voucher up before anything is sent again.'),
  ERP_TIMEOUT: ambiguous('Bilag looks the voucher up before anything is sent again.'),
  ERP_LOOK_UP_INCONCLUSIVE: ambiguous('Look in the accounting system and decide: booked, or send again.'),
  ERP_VOUCHER_DIFFERS: ambiguous('A voucher with this reference says something else: compare and decide.'),
  ERP_VOUCHER_DOUBLED: ambiguous('The ledger has this voucher more than once: reverse the extra one in the ERP.'),
  ERP_VOUCHER_MISSING: ambiguous('Find out in the ERP what became of it; Bilag never books it again by itself.'),
  ERP_VOUCHER_EXTRA: ambiguous('Find out who booked it; reverse it in the ERP if it does not belong there.'),
  CONNECTOR_FAULT: ambiguous('Bilag looks the voucher up before anything is sent again; report the fault.'),
  SENDER_LOST: ambiguous('The sender stopped mid-call; Bilag looks the voucher up before anything is sent again.'),
  // Receipts
  RECEIPT_UNAVAILABLE: retryable(
    'Check that the approving app still serves the file at the address it gave, or let it send the approval again with a fresh address.',
  ),
  RECEIPT_CHANGED: permanent('The file is not the one that was approved: attach the right one in the ERP by hand.'),
  RECEIPT_TOO_LARGE: permanent('Attach a smaller copy of the file in the ERP by hand.'),
  RECEIPT_REFUSED: permanent('Read the accounting system’s message and attach the file there by hand.'),
  RECEIPTS_NOT_TAKEN: permanent('This accounting system takes no files from Bilag: attach them there by hand.'),
  RECEIPT_IN_DOUBT: ambiguous('Look in the ERP whether the file is attached; attach it there by hand if it is not.'),
  RECEIPT_ADDRESS_NOT_ALLOWED: permanent('Serve the file from a host that the operator of Bilag has allowed.'),
  // The service itself
  INSTANCE_NOT_HELD: permanent('Nothing to do: this installation is not held back.'),
  INSTANCE_EPOCH_DIFFERS: permanent('Read the installation again, and release the epoch that it shows now.'),
  AUTHENTICATION_REQUIRED: permanent('Send a valid bearer token.'),
  FORBIDDEN: permanent('Ask for a role that may do this.'),
  NOT_FOUND: permanent('Check the address against the OpenAPI document.'),
  METHOD_NOT_ALLOWED: permanent('Use a method that the OpenAPI document lists for this address.'),
  UNSUPPORTED_MEDIA_TYPE: permanent('Send the body as application/json in UTF-8, uncompressed.'),
  MALFORMED_JSON: permanent('Send valid JSON.'),
  PAYLOAD_TOO_LARGE: permanent('Send less in one request.'),
  REQUEST_TIMEOUT: retryable(
    'Send the same request again, in parts or over a faster line; a request has to arrive whole within 30 seconds.',
  ),
  RATE_LIMITED: retryable('Wait as long as Retry-After says; send approvals in bulk.'),
  TOO_MANY_STREAMS: retryable('Close a stream that is not needed, or try again later.'),
  IDEMPOTENCY_KEY_IN_USE: retryable('Wait a moment and send the same request again.'),
  IDEMPOTENCY_KEY_REUSED: permanent('Use a new key for each new request; send the same one only to repeat it.'),
  PRECONDITION_FAILED: permanent('Read it again, make the change on what is stored now, and save with its ETag.'),
  NOT_READY: retryable('Try again shortly.'),
  INTERNAL_ERROR: retryable('Try again; if it lasts, report the trace id.'),
} as const satisfies Record<string, ErrorCodeEntry>;

/** A stable name of an expected failure, the same in API answers, sync log and console. */
export type ErrorCode = keyof typeof errorCodes;
