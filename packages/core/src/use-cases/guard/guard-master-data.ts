import type { MasterData } from '../../domain/master-data.ts';
import type { ConnectionReport } from '../../ports/accounting-gateway.ts';
import { asDate, asFlag, asList, asObject, asTable, asText, optional } from './junk.ts';

/** A copy of what a connection test saw. @throws {SyncError} `CONNECTOR_FAULT`. */
export function guardReport(given: unknown): ConnectionReport {
  const it = asObject(given, 'a report');
  const ledger = asObject(it['ledger'], 'a ledger');
  return {
    ledger: { id: asText(ledger['id'], 'a ledger’s id'), name: asText(ledger['name'], 'a ledger’s name') },
    ledgerAccounts: asList(it['ledgerAccounts'], 'a list of accounts', ledgerAccount),
    costCenters: asList(it['costCenters'], 'a list of cost centers', codeAndName),
  };
}

/** A copy of master data. @throws {SyncError} `CONNECTOR_FAULT`. */
export function guardMasterData(given: unknown): MasterData {
  const it = asObject(given, 'master data');
  const dimension = (values: unknown) => asList(values, 'a list of dimension values', dimensionValue);
  return {
    ...optional('ledgerAccounts', it['ledgerAccounts'], (list) => asList(list, 'a list of accounts', ledgerAccount)),
    ...optional('dimensions', it['dimensions'], (table) => asTable(table, 'a table of dimensions', dimension)),
    ...optional('taxCodes', it['taxCodes'], (list) => asList(list, 'a list of VAT codes', taxCode)),
    ...optional('payees', it['payees'], (list) => asList(list, 'a list of payees', payee)),
    ...optional('periods', it['periods'], (list) => asList(list, 'a list of periods', period)),
  };
}

function ledgerAccount(given: unknown) {
  const it = asObject(given, 'an account');
  return {
    number: asText(it['number'], 'an account’s number'),
    name: asText(it['name'], 'an account’s name'),
    postable: asFlag(it['postable'], 'a word whether an account is open'),
  };
}

function codeAndName(given: unknown) {
  const it = asObject(given, 'a code with its name');
  return { code: asText(it['code'], 'a code'), name: asText(it['name'], 'a name') };
}

function dimensionValue(given: unknown) {
  const it = asObject(given, 'a dimension value');
  const date = (value: unknown) => asDate(value, 'a date');
  return {
    ...codeAndName(it),
    postable: asFlag(it['postable'], 'a word whether a value is open'),
    ...optional('validFrom', it['validFrom'], date),
    ...optional('validTo', it['validTo'], date),
  };
}

function taxCode(given: unknown) {
  const it = asObject(given, 'a VAT code');
  return { ...codeAndName(it), ...optional('percent', it['percent'], (value) => asText(value, 'a percentage')) };
}

/** No name is taken over, also from a connector that gives one. */
function payee(given: unknown) {
  const it = asObject(given, 'a payee');
  return { code: asText(it['code'], 'a payee’s code'), postable: asFlag(it['postable'], 'a word whether it is open') };
}

function period(given: unknown) {
  const it = asObject(given, 'a period');
  return {
    from: asDate(it['from'], 'the first day of a period'),
    to: asDate(it['to'], 'the last day of a period'),
    open: asFlag(it['open'], 'a word whether a period is open'),
  };
}
