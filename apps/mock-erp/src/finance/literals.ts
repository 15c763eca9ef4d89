import { minorOf } from './amounts.ts';
import type { FinanceField, FinanceValue } from './entity-types.ts';
import { FinanceError } from './errors.ts';
import { instantOf } from './instants.ts';

/**
 * Takes a literal off the front of the tokens. Enums are written `Microsoft.Dynamics.DataEntities.NoYes'No'`.
 * @throws {FinanceError} when it is of another type. @source dynamics.md §15.1, 2026-11
 */
export function literalOf(tokens: string[], field: FinanceField): FinanceValue {
  const token = tokens.shift() ?? '';
  if (field.kind === 'enum') return enumLiteral(token, tokens, field);
  const value = token === 'null' ? emptyOf(field) : plainLiteral(token, field);
  if (value === undefined) throw incompatible(token);
  return value;
}

function enumLiteral(token: string, tokens: string[], { enumType = '', options = [] }: FinanceField): string {
  const option = quotedText(token === `Microsoft.Dynamics.DataEntities.${enumType}` ? tokens.shift() : undefined);
  if (option === undefined || !options.includes(option)) throw incompatible(token);
  return option;
}

function plainLiteral(token: string, { kind }: FinanceField): FinanceValue | undefined {
  if (kind === 'text') return quotedText(token);
  if (kind === 'instant') return instantOf(token);
  if (!/^-?\d{1,15}(\.\d{1,15})?$/.test(token)) return undefined;
  return kind === 'amount' ? minorOf(Number(token)) : Number(token);
}

function emptyOf({ kind }: FinanceField): FinanceValue | undefined {
  return kind === 'text' ? '' : undefined;
}

function quotedText(token: string | undefined): string | undefined {
  return /^'(.*)'$/s.exec(token ?? '')?.[1]?.replaceAll("''", "'");
}

function incompatible(token: string): FinanceError {
  return new FinanceError(400, `A binary operator with incompatible types was detected at '${token}'.`);
}
