import { buildSchema, type GraphQLSchema } from 'graphql';
import { attachScalars } from './scalars.ts';
import { CHANGE_TYPES } from './schema-changes.ts';
import { IMPORT_TYPES } from './schema-import.ts';
import { LIST_TYPES } from './schema-lists.ts';

const COMMON_TYPES = /* GraphQL */ `
  scalar MoneyString
  scalar DecimalString
  scalar Int64String
  "yyyy-MM-dd"
  scalar Date
  "yyyy-MM-ddTHH:mm:ss, Central European time, no offset"
  scalar DateTimeString

  enum OwnerSet { CURRENT UPPER LOWER MINE ALL }
  enum ObjectStatus { ALL OPEN CLOSED }
  enum OrderField { DB_ID CREATED_AT MODIFIED_AT }
  enum OrderDirection { ASC DESC }
  enum ShowAlternatives { YES NO }
  input OrderBy { field: OrderField! direction: OrderDirection }

  type PageInfo { hasNextPage: Boolean! hasPreviousPage: Boolean! }
  type Named { dbId: String dbSubId: Int code: String name: String description: String }
  type Reference { dbId: Int code: String description: String }
  type Company { dbId: Int companyNumber: String description: String }
  type GLSetupEntry { field: Named fieldObject: FieldObject }
  type FieldObject { code: String description: String objectKind: Named }
  type Entity { ownerDbId: Int code: String description: String company: Company glSetupEntries: [GLSetupEntry!] }
  type Viewer { entity: Entity }
  type Period { dbId: Int code: String fiscalYear: Int fiscalPeriod: Int fromDate: Date toDate: Date monthNumber: Int }
`;

/** The part of Xledger's schema that a bookkeeping integration needs. @source xledger.md §3 to §6 and §11, 2026-11 */
export function createXledgerSchema(): GraphQLSchema {
  const schema = buildSchema([COMMON_TYPES, LIST_TYPES, IMPORT_TYPES, CHANGE_TYPES].join('\n'));
  attachScalars(schema);
  return schema;
}
