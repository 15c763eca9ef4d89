import { GraphQLError, type GraphQLScalarType, type GraphQLSchema, isScalarType, Kind, type ValueNode } from 'graphql';
import { formatMinor, parseMinor } from './money.ts';

const DECIMAL = /^-?\d{1,15}(\.\d{1,10})?$/;
const DATE = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;
const DATE_TIME = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?)?$/;

/** Teaches the schema Xledger's scalars: money as text or number, dates, date-times without offset, 64-bit ids. */
export function attachScalars(schema: GraphQLSchema): void {
  attach(schema, 'MoneyString', readMoney, (minor) => formatMinor(Number(minor)));
  attach(schema, 'DecimalString', ({ text }) => readText({ text, isNumber: false }, DECIMAL, 'DecimalString'), String);
  attach(schema, 'Int64String', readInt64, String);
  attach(schema, 'Date', (text) => readText(text, DATE, 'Date'), String);
  attach(schema, 'DateTimeString', (text) => readText(text, DATE_TIME, 'DateTimeString'), String);
}

/** A scalar as written in a document or sent as a variable: numbers keep their exact digits as text. */
interface Written {
  readonly text: string;
  readonly isNumber: boolean;
}

function attach(
  schema: GraphQLSchema,
  name: string,
  read: (written: Written) => unknown,
  write: (value: unknown) => string,
) {
  const scalar = schema.getType(name);
  if (!isScalarType(scalar)) throw new Error(`The schema has no scalar ${name}`);
  const target: GraphQLScalarType = scalar;
  target.coerceInputValue = (value) => read(writtenValue(name, value));
  target.coerceInputLiteral = (node) => read(writtenLiteral(name, node));
  target.coerceOutputValue = (value) => write(value);
}

function writtenValue(name: string, value: unknown): Written {
  if (typeof value === 'string') return { text: value, isNumber: false };
  // JSON numbers have passed through a float already: beyond 15 digits their text is not what was sent.
  if (typeof value === 'number' && Math.abs(value) < 1e13) return { text: String(value), isNumber: true };
  throw new GraphQLError(`${name} cannot represent ${JSON.stringify(value)}.`);
}

function writtenLiteral(name: string, node: ValueNode): Written {
  if (node.kind === Kind.STRING) return { text: node.value, isNumber: false };
  if (node.kind === Kind.INT || node.kind === Kind.FLOAT) return { text: node.value, isNumber: true };
  throw new GraphQLError(`${name} cannot represent a value of kind ${node.kind}.`, { nodes: node });
}

function readMoney({ text }: Written): number {
  const minor = parseMinor(text);
  if (minor === undefined) throw new GraphQLError(`MoneyString cannot represent '${text}'.`);
  return minor;
}

function readInt64({ text }: Written): number {
  const id = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isNaN(id)) throw new GraphQLError(`Int64String cannot represent '${text}'.`);
  return id;
}

function readText({ text, isNumber }: Written, pattern: RegExp, name: string): string {
  if (isNumber || !pattern.test(text)) throw new GraphQLError(`${name} cannot represent '${text}'.`);
  return text;
}
