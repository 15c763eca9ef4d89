const REFERENCE_FIELDS =
  'xgl product objectDef objectValueDef company account glObject1 glObject2 glObject3 glObject4 glObject5 project taxRule ' +
  'discountTaxRule transactionSource transactionReg importDefinition currency unit subledger payTerms payDocCode collectCode ' +
  'ourRef payMethod bankAccountRef invoiceFileInput';
const ENUM_FIELDS = 'jobLevel unitQuantity unitNumber slTransactionType payCode paymentStatus';
const MONEY_FIELDS = 'amount invoiceAmount regAmount taxAmount taxAmount2 amount3 amount4 amount5 discountAmount';
const DATE_FIELDS = 'postedDate invoiceDate dueDate discountDate periodStart';
const INT_FIELDS = 'trRegNumber trItemNumber positionNumber numberPeriod';
const TEXT_FIELDS =
  'invoiceNumber text extIdentifier extOrderNumber yourReference invoiceFile bankAccount payDocText paymentReference archive';
const NUMBER_FIELDS = 'exchangeRate discount quantity quantity2 quantity3';

const declare = (names: string, type: string) =>
  names
    .split(' ')
    .map((name) => `${name}: ${type}`)
    .join(' ');

/** The fields of a node of the import queue, none of them required. @source xledger.md §5.3, 2026-11 */
const NODE_FIELDS = [
  declare(REFERENCE_FIELDS, 'ReferenceInput'),
  declare(ENUM_FIELDS, 'EnumReferenceInput'),
  declare(MONEY_FIELDS, 'MoneyString'),
  declare(NUMBER_FIELDS, 'DecimalString'),
  declare(DATE_FIELDS, 'Date'),
  declare(INT_FIELDS, 'Int'),
  declare(TEXT_FIELDS, 'String'),
  'workflow: Boolean owner: OwnerReferenceInput',
].join(' ');

/** Types and mutations of the general-ledger import queue. @source xledger.md §5 and §6, 2026-11 */
export const IMPORT_TYPES = `
  input ReferenceInput { dbId: Int64String code: String description: String showAlternatives: ShowAlternatives specificity: String }
  input EnumReferenceInput { dbId: Int64String dbSubId: Int code: String description: String showAlternatives: ShowAlternatives specificity: String }
  input OwnerReferenceInput { dbId: Int64String code: String ownerCode: String description: String }
  input AddGLImportItemsInputNode { ${NODE_FIELDS} }
  input AddGLImportItemsInput { clientId: String node: AddGLImportItemsInputNode! }
  input UpdateGLImportItemsInputNode { dbId: Int64String! ${NODE_FIELDS} }
  input UpdateGLImportItemsInput { clientId: String node: UpdateGLImportItemsInputNode! }
  type GLImportItemsResultEdge { clientId: String node: GLImportItem }
  type GLImportItemsResult { edges: [GLImportItemsResultEdge!] }
  type RemoveResult { numAffected: Int! skippedDbIds: [String!]! }
  type Mutation {
    addGLImportItems(inputs: [AddGLImportItemsInput!]!): GLImportItemsResult!
    updateGLImportItems(inputs: [UpdateGLImportItemsInput!]!): GLImportItemsResult!
    removeGLImportItems(dbIds: [Int64String!]!): RemoveResult!
  }
`;
