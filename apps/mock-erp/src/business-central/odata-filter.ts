import { type Token, tokenize } from '../odata-tokens.ts';
import { ownValue } from '../own-value.ts';
import type { Entity, EntityType, WireValue } from './entity.ts';
import { BusinessCentralError, badRequest } from './errors.ts';
import { literalOf } from './odata-literals.ts';

/** Whether a record passes; `fields` are those the filter speaks of. */
export interface Filter {
  readonly passes: (entity: Entity) => boolean;
  readonly fields: ReadonlySet<string>;
}

const OPERATORS: Readonly<Record<string, (order: number) => boolean>> = {
  eq: (order) => order === 0,
  ne: (order) => order !== 0,
  gt: (order) => order > 0,
  ge: (order) => order >= 0,
  lt: (order) => order < 0,
  le: (order) => order <= 0,
};
const TEXT_FUNCTIONS: Readonly<Record<string, (text: string, part: string) => boolean>> = {
  startswith: (text, part) => text.startsWith(part),
  endswith: (text, part) => text.endsWith(part),
  contains: (text, part) => text.includes(part),
};

/** Reads `$filter`; `in` only with schema version 2.1. @source dynamics.md §4.2, 2026-11 */
export function readFilter(expression: string, type: EntityType, allowsIn = false): Filter {
  const parser = new FilterParser(tokenize(expression, syntaxRefusal), type, allowsIn);
  return parser.parse();
}

/** The refusal of an expression that OData knows and Business Central does not. @source dynamics.md §4.2, 2026-11 */
export function unsupported(): BusinessCentralError {
  return new BusinessCentralError(
    501,
    'BadRequest_MethodNotImplemented',
    'The OData filter expression is not supported.',
  );
}

class FilterParser {
  readonly #tokens: Token[];
  readonly #type: EntityType;
  readonly #allowsIn: boolean;
  constructor(tokens: Token[], type: EntityType, allowsIn: boolean) {
    this.#tokens = tokens;
    this.#type = type;
    this.#allowsIn = allowsIn;
  }

  parse(): Filter {
    const filter = this.#either();
    if (this.#tokens.length > 0) throw syntaxError(this.#tokens[0]);
    return filter;
  }

  /** `or` may join conditions on one field only. */
  #either(): Filter {
    const parts = [this.#all()];
    while (this.#takes('or')) parts.push(this.#all());
    const fields = union(parts);
    if (parts.length > 1 && fields.size > 1) throw unsupported();
    return { passes: (entity) => parts.some((part) => part.passes(entity)), fields };
  }

  #all(): Filter {
    const parts = [this.#one()];
    while (this.#takes('and')) parts.push(this.#one());
    return { passes: (entity) => parts.every((part) => part.passes(entity)), fields: union(parts) };
  }

  #one(): Filter {
    const first = this.#next();
    if (first === '(') {
      const inner = this.#either();
      this.#expect(')');
      return inner;
    }
    if (/\/(any|all)$/.test(first)) return this.#skipLambda();
    const test = ownValue(TEXT_FUNCTIONS, first);
    if (test !== undefined) return this.#textFunction(test);
    if (this.#tokens[0] === '(' || first === 'not') throw unsupported();
    return this.#comparison(this.#field(first));
  }

  /** Lambda operators are passed over without a word. */
  #skipLambda(): Filter {
    this.#expect('(');
    for (let depth = 1; depth > 0; ) {
      const token = this.#next();
      depth += Number(token === '(') - Number(token === ')');
    }
    return { passes: () => true, fields: new Set() };
  }

  #textFunction(test: (text: string, part: string) => boolean): Filter {
    this.#expect('(');
    const name = this.#field(this.#next());
    this.#expect(',');
    const part = String(this.#literal(name));
    this.#expect(')');
    if (this.#takes('eq')) this.#expect('true');
    return { passes: ({ values }) => test(String(values[name] ?? ''), part), fields: new Set([name]) };
  }

  #comparison(name: string): Filter {
    const operator = this.#next();
    if (operator === 'in') return this.#in(name);
    const holds = ownValue(OPERATORS, operator);
    if (holds === undefined) throw operator === 'has' ? unsupported() : syntaxError(operator);
    const literal = this.#literal(name);
    return { passes: ({ values }) => holds(compare(values[name] ?? '', literal)), fields: new Set([name]) };
  }

  #in(name: string): Filter {
    if (!this.#allowsIn) throw unsupported();
    this.#expect('(');
    const literals = [this.#literal(name)];
    while (this.#takes(',')) literals.push(this.#literal(name));
    this.#expect(')');
    return {
      passes: ({ values }) => literals.some((literal) => compare(values[name] ?? '', literal) === 0),
      fields: new Set([name]),
    };
  }

  #literal(name: string): WireValue {
    const field = ownValue(this.#type.fields, name);
    if (field === undefined) throw syntaxError(name);
    return literalOf(this.#next(), field);
  }

  #field(name: string): string {
    if (Object.hasOwn(this.#type.fields, name)) return name;
    throw badRequest(`Could not find a property named '${name}' on type 'Microsoft.NAV.${this.#type.name}'.`);
  }

  #takes(token: Token): boolean {
    if (this.#tokens[0] !== token) return false;
    this.#tokens.shift();
    return true;
  }

  #expect(token: Token): void {
    if (!this.#takes(token)) throw syntaxError(this.#tokens[0]);
  }

  #next(): Token {
    const token = this.#tokens.shift();
    if (token === undefined) throw syntaxError(undefined);
    return token;
  }
}

function union(parts: readonly Filter[]): Set<string> {
  return new Set(parts.flatMap((part) => [...part.fields]));
}

/** Negative, zero or positive, as the first stands before, at or after the second. */
export function compare(a: WireValue, b: WireValue): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function syntaxError(at: string | undefined): BusinessCentralError {
  return syntaxRefusal(`Syntax error in the filter at '${at ?? 'its end'}'.`);
}

function syntaxRefusal(message: string): BusinessCentralError {
  return badRequest(message, 'BadRequest_NotFound');
}
