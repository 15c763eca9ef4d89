import type { OpenAPITSOptions } from 'openapi-typescript';
import ts from 'typescript';

const { factory } = ts;

/** A text of which the document lists the values so far: those, and any other text, so that one of a later release can be compared. */
export const openSet: NonNullable<OpenAPITSOptions['transform']> = (schema) => {
  const values: unknown = Reflect.get(schema, 'x-extensible-enum');
  if (!Array.isArray(values)) return undefined;
  const known = values.map((it) => factory.createLiteralTypeNode(factory.createStringLiteral(String(it))));
  const other = factory.createIntersectionTypeNode([
    factory.createKeywordTypeNode(ts.SyntaxKind.StringKeyword),
    factory.createTypeLiteralNode([]),
  ]);
  return factory.createUnionTypeNode([...known, other]);
};
