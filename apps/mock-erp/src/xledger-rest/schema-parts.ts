/** A JSON Schema as both the validator and the OpenAPI document take it. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** A text; `more` narrows it. */
export const text = (description: string, more: JsonSchema = {}): JsonSchema => ({
  type: 'string',
  description,
  ...more,
});

export const yesOrNo = (description: string): JsonSchema => ({ type: 'boolean', description });

/** A calendar date `YYYY-MM-DD`. */
export const date = (description: string): JsonSchema => text(description, { format: 'date' });

/** The same, or null for no end. */
export const openDate = (description: string): JsonSchema => ({
  ...date(`${description} Null: open.`),
  type: ['string', 'null'],
});

export const list = (items: JsonSchema): JsonSchema => ({ type: 'array', items });

/** An object that has no other fields than these; all of them are required but those named optional. */
export function record(properties: Readonly<Record<string, JsonSchema>>, optional: readonly string[] = []): JsonSchema {
  const required = Object.keys(properties).filter((name) => !optional.includes(name));
  return { type: 'object', properties, required, additionalProperties: false };
}
