import SerializerSelector from '@fastify/fast-json-stringify-compiler';

/**
 * Fastify's own serializers, each built once. Hundreds of answers, the refusals above all, have one of some fifty forms, and building one takes milliseconds
 * in which nothing else is served: it checks every named schema anew.
 */
export const buildSerializers: SerializerSelector.SerializerFactory = (namedSchemas, options) => {
  const build = SerializerSelector()(namedSchemas, options);
  const built = new Map<string, SerializerSelector.Serializer>();
  return (route) => {
    const form = JSON.stringify(route.schema);
    const serialize = built.get(form) ?? build(route);
    built.set(form, serialize);
    return serialize;
  };
};
