import { type Static, type TSchema, type TUnsafe, Type } from 'typebox';

/** A schema that has a name of its own, in the OpenAPI document too. */
export type NamedSchema = TSchema & { readonly $id: string };

/** Gives a schema its name. */
export function named<T extends TSchema>(id: string, schema: T): T & { readonly $id: string } {
  return { ...schema, $id: id };
}

/** Refers to a named schema and keeps its type. */
export function ref<T extends NamedSchema>(schema: T): TUnsafe<Static<T>> {
  return Type.Unsafe<Static<T>>({ $ref: schema.$id });
}

/** One of several named schemas, told apart by the constant that each has under `propertyName`. */
export function oneOf<T extends NamedSchema>(propertyName: string, schemas: readonly T[]): TUnsafe<Static<T>> {
  return Type.Unsafe<Static<T>>({
    type: 'object',
    discriminator: { propertyName },
    required: [propertyName],
    oneOf: schemas.map((it) => ({ $ref: it.$id })),
  });
}

/** The value or `null`. */
export function nullable<T extends TSchema>(schema: T) {
  return Type.Union([schema, Type.Null()]);
}
