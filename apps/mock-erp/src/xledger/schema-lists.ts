/** A list in the schema: its node type, what can be filtered on, and how it is asked for. */
interface ListType {
  readonly query: string;
  readonly type: string;
  readonly fields: string;
  /** Filterable fields by scalar: each gets `_in _gt _gte _lt _lte` too. */
  readonly filters: Readonly<Record<string, string>>;
}

const TIMES = { createdAt: 'DateTimeString', modifiedAt: 'DateTimeString' };
const MASTER = { dbId: 'Int64String', code: 'String', description: 'String', ownerDbId: 'Int64String', ...TIMES };
const MASTER_FIELDS =
  'dbId: Int code: String description: String ownerDbId: Int owner: Reference createdAt: DateTimeString modifiedAt: DateTimeString';
const GL_OBJECTS = [1, 2, 3, 4, 5];
const glObjects = (form: (slot: number) => string) => GL_OBJECTS.map(form).join(' ');
const LINE_KEYS = { extIdentifier: 'String', invoiceNumber: 'String', text: 'String' };

const LISTS: readonly ListType[] = [
  {
    query: 'accounts',
    type: 'Account',
    fields: `${MASTER_FIELDS} posting: Boolean cost: Boolean revenue: Boolean balanceSheet: Boolean vat: Boolean
      ledgerType: Named chartOfAccountDbId: Int accountGroupDbId: Int`,
    filters: { ...MASTER, chartOfAccountDbId: 'Int64String' },
  },
  {
    query: 'objectValues',
    type: 'ObjectValue',
    fields: `${MASTER_FIELDS} posting: Boolean dateFrom: Date dateTo: Date objectKindDbId: Int objectKind: Named code2: Named`,
    filters: { ...MASTER, objectKindDbId: 'Int64String' },
  },
  {
    query: 'objectKinds',
    type: 'ObjectKind',
    fields: 'dbId: String name: String',
    filters: { dbId: 'Int64String', name: 'String' },
  },
  {
    query: 'projects',
    type: 'Project',
    fields: `${MASTER_FIELDS} fromDate: Date toDate: Date allowPosting: Boolean extIdentifier: String xgl: Reference
      ${glObjects((slot) => `glObject${slot}: Reference`)}`,
    filters: { ...MASTER, extIdentifier: 'String' },
  },
  {
    query: 'taxTableSetups',
    type: 'TaxTableSetup',
    fields: `dbId: Int objectValueDbId: Int taxPercent: DecimalString correctionPercent: DecimalString accountDbId: Int
      dateFrom: Date dateTo: Date ownerDbId: Int`,
    filters: { dbId: 'Int64String', objectValueDbId: 'Int64String', ownerDbId: 'Int64String' },
  },
  {
    query: 'periodStatusItems',
    type: 'PeriodStatusItem',
    fields: 'dbId: Int periodDbId: Int period: Period ownerDbId: Int owner: Reference',
    filters: { dbId: 'Int64String', periodDbId: 'Int64String', ownerDbId: 'Int64String' },
  },
  {
    query: 'subledgers',
    type: 'Subledger',
    fields: `${MASTER_FIELDS} ledgerType: Named bankAccount: String company: Company extIdentifier: String subledgerGroupDbId: Int`,
    filters: { ...MASTER, extIdentifier: 'String' },
  },
  {
    query: 'glImportItems',
    type: 'GLImportItem',
    fields: `dbId: String ownerDbId: Int createdAt: DateTimeString modifiedAt: DateTimeString
      trRegNumber: Int trItemNumber: Int positionNumber: Int postedDate: Date invoiceDate: Date dueDate: Date
      invoiceNumber: String text: String amount: MoneyString invoiceAmount: MoneyString taxAmount: MoneyString
      regAmount: MoneyString exchangeRate: String extIdentifier: String extOrderNumber: String paymentReference: String
      yourReference: String fiscalYear: Int fiscalPeriod: Int jobLevelDbId: Int importDefinitionDbId: Int archive: String
      workflow: Boolean quantity: String invoiceFile: String account: Reference currency: Reference taxRule: Reference jobLevel: Named
      transactionSource: Reference subledger: Reference project: Reference ${glObjects((slot) => `glObject${slot}: Reference`)}`,
    filters: {
      dbId: 'Int64String',
      ownerDbId: 'Int64String',
      ...TIMES,
      ...LINE_KEYS,
      trRegNumber: 'Int',
      postedDate: 'Date',
    },
  },
  {
    query: 'glImportItemErrors',
    type: 'GLImportItemError',
    fields: `dbId: String createdAt: DateTimeString ownerDbId: Int message: String transactionDbId: String errorLevelDbId: Int
      errorLevel: Named objectValue: Named owner: Reference`,
    filters: { dbId: 'Int64String', createdAt: 'DateTimeString', transactionDbId: 'Int64String' },
  },
  {
    query: 'journalEntries',
    type: 'JournalEntry',
    fields: `dbId: Int transactionNumber: Int invoiceNumber: String extIdentifier: String text: String amount: MoneyString
      invoiceAmount: MoneyString taxAmount: MoneyString postedDate: Date invoiceDate: Date dueDate: Date subledgerDbId: Int
      transactonHeaderDbId: Int account: Reference project: Reference taxRule: Reference transactionSource: Reference
      transactionHeader: TransactionHeader createdAt: DateTimeString modifiedAt: DateTimeString ownerDbId: Int
      ${glObjects((slot) => `glObject${slot}: Reference`)}`,
    filters: {
      dbId: 'Int64String',
      ...TIMES,
      ...LINE_KEYS,
      transactionNumber: 'Int',
      subledgerDbId: 'Int64String',
      postedDate: 'Date',
    },
  },
  {
    query: 'transactions',
    type: 'Transaction',
    fields: `dbId: Int text: String amount: MoneyString invoiceAmount: MoneyString taxAmount: MoneyString accountDbId: Int
      periodId: Int header: TransactionHeader taxRule: Reference currency: Reference createdAt: DateTimeString
      modifiedAt: DateTimeString ownerDbId: Int ${glObjects((slot) => `glObject${slot}DbId: Int`)}`,
    filters: { dbId: 'Int64String', ...TIMES, text: 'String', accountDbId: 'Int64String' },
  },
  {
    query: 'apTransactions',
    type: 'APTransaction',
    fields: `dbId: Int invoiceNumber: String extIdentifier: String text: String amount: MoneyString invoiceAmount: MoneyString
      invoiceRemaining: MoneyString dueDate: Date paymentDate: Date subledgerDbId: Int matchId: Int
      transactionHeader: TransactionHeader invoiceFile: InvoiceFile createdAt: DateTimeString modifiedAt: DateTimeString
      ownerDbId: Int`,
    filters: { dbId: 'Int64String', ...TIMES, ...LINE_KEYS, subledgerDbId: 'Int64String' },
  },
];

const HEADER_TYPE = `type InvoiceFile { dbId: Int url: String }
  type TransactionHeader { dbId: Int transactionNumber: Int text: String postedDate: Date
  registeredAt: DateTimeString importedAt: DateTimeString fiscalYear: Int period: Period transactionSource: Reference
  invoiceFile: InvoiceFile createdAt: DateTimeString modifiedAt: DateTimeString ownerDbId: Int }`;

const PAGING =
  'first: Int after: String last: Int before: String orderBy: OrderBy ownerSet: OwnerSet objectStatus: ObjectStatus';

/** Types and queries of all lists, each a connection with `edges` that is null when empty. */
export const LIST_TYPES = [
  HEADER_TYPE,
  ...LISTS.map(declareList),
  `type Query { viewer: Viewer ${LISTS.map(declareQuery).join(' ')} }`,
].join('\n');

function declareList({ type, fields, filters }: ListType): string {
  return `
    type ${type} { ${fields} }
    type ${type}Edge { cursor: String node: ${type} }
    type ${type}Connection { edges: [${type}Edge!] pageInfo: PageInfo! }
    input ${type}_Filter { AND: [${type}_Filter!] OR: [${type}_Filter!] ${Object.entries(filters).map(declareFilter).join(' ')} }`;
}

function declareFilter([field, scalar]: [string, string]): string {
  const comparisons = ['gt', 'gte', 'lt', 'lte'].map((operator) => `${field}_${operator}: ${scalar}`);
  return `${field}: ${scalar} ${field}_in: [${scalar}!] ${comparisons.join(' ')}`;
}

function declareQuery({ query, type }: ListType): string {
  return `${query}(${PAGING} filter: ${type}_Filter): ${type}Connection!`;
}
