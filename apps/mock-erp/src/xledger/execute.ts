import {
  type DocumentNode,
  execute,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  Kind,
  OperationTypeNode,
  parse,
  recommendedRules,
  specifiedRules,
  type ValidationRule,
  ValuesOfCorrectTypeRule,
  validate,
} from 'graphql';
import { MassMutationError, type XledgerError } from './errors.ts';

/** A request as it is posted. */
export interface GraphqlRequest {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>> | undefined;
  readonly operationName?: string | undefined;
}

/** A request that has been read: what it does and whether it writes. */
export interface ReadRequest {
  readonly document: DocumentNode | undefined;
  /** `xledger.` and the first field it asks for, e.g. `xledger.addGLImportItems`. */
  readonly operation: string;
  readonly isMutation: boolean;
  readonly errors: readonly XledgerError[];
}

/** An answer's body. */
export interface GraphqlAnswer {
  readonly data?: unknown;
  readonly errors?: readonly XledgerError[];
}

/** Parses and validates. A value of the wrong type is told apart as Xledger does. @source xledger.md §10, 2026-11 */
export function readRequest(schema: GraphQLSchema, request: GraphqlRequest): ReadRequest {
  const { document, errors } = readDocument(schema, request.query);
  if (document === undefined) return { document, operation: 'xledger.unreadable', isMutation: false, errors };
  const node = getOperationAST(document, request.operationName);
  const first = node?.selectionSet.selections.find((selection) => selection.kind === Kind.FIELD);
  return {
    document,
    operation: `xledger.${first?.name.value ?? 'unreadable'}`,
    isMutation: node?.operation === OperationTypeNode.MUTATION,
    errors,
  };
}

type ReadDocument = Pick<ReadRequest, 'document' | 'errors'>;

/** Callers send the same few texts again and again. */
const READ_BEFORE = new WeakMap<GraphQLSchema, Map<string, ReadDocument>>();
const MOST_READ = 500;
const LONGEST_KEPT = 20_000;

function readDocument(schema: GraphQLSchema, query: string): ReadDocument {
  const known = READ_BEFORE.get(schema) ?? new Map<string, ReadDocument>();
  READ_BEFORE.set(schema, known);
  if (known.size >= MOST_READ) known.clear();
  const read = known.get(query) ?? validated(schema, query);
  if (query.length <= LONGEST_KEPT) known.set(query, read);
  return read;
}

function validated(schema: GraphQLSchema, query: string): ReadDocument {
  const document = tryParse(query);
  if (document instanceof GraphQLError) return { document: undefined, errors: [document.toJSON()] };
  const wrongTypes = validate(schema, document, [ValuesOfCorrectTypeRule]).map(asWrongType);
  const others = validate(schema, document, OTHER_RULES).map((error) => error.toJSON());
  return { document, errors: [...others, ...wrongTypes] };
}

/** Runs a valid request. `problems` collects what a partial mass mutation left out. */
export async function executeRequest(
  schema: GraphQLSchema,
  document: DocumentNode,
  request: GraphqlRequest,
  root: { rootValue: object; problems: readonly XledgerError[] },
): Promise<GraphqlAnswer> {
  const { variables = {}, operationName } = request;
  const { rootValue, problems } = root;
  const result = await execute({
    schema,
    document,
    rootValue,
    variableValues: variables,
    operationName: operationName ?? null,
  });
  const errors = [...(result.errors ?? []).flatMap(toXledgerErrors), ...problems];
  const data = result.data ?? null;
  return errors.length === 0 ? { data } : { data, errors };
}

const OTHER_RULES: readonly ValidationRule[] = [
  ...new Set([...specifiedRules, ...recommendedRules].filter((rule) => rule !== ValuesOfCorrectTypeRule)),
];

function tryParse(query: string): DocumentNode | GraphQLError {
  try {
    return parse(query);
  } catch (error) {
    return error instanceof GraphQLError ? error : new GraphQLError(String(error));
  }
}

function toXledgerErrors(error: GraphQLError): readonly XledgerError[] {
  if (error.originalError instanceof MassMutationError) return error.originalError.problems;
  // Variables are read before anything runs: their errors have no path.
  return [error.path === undefined ? asWrongType(error) : error.toJSON()];
}

function asWrongType(error: GraphQLError): XledgerError {
  return { ...error.toJSON(), extensions: { ...error.extensions, code: 'ARGUMENTS_OF_CORRECT_TYPE' } };
}
