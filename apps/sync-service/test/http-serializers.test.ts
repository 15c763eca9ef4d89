import { expect, it } from 'vitest';
import { buildSerializers } from '../src/http/serializers.ts';

const named = { Problem: { $id: 'Problem', type: 'object', properties: { code: { type: 'string' } } } };
const route = (url: string, schema: unknown) => ({ method: 'GET', url, httpStatus: '404', schema });

it('answers of one form are written by one serializer, those of another form by another', () => {
  const serializerFor = buildSerializers(named);
  const refusal = serializerFor(route('/v1/records', { $ref: 'Problem#' }));
  const other = serializerFor(route('/v1/status', { type: 'object', properties: { state: { type: 'string' } } }));

  expect(serializerFor(route('/v1/status', { $ref: 'Problem#' }))).toBe(refusal);
  expect(refusal({ code: 'NOT_FOUND', state: 'none' })).toBe('{"code":"NOT_FOUND"}');
  expect(other({ code: 'NOT_FOUND', state: 'none' })).toBe('{"state":"none"}');
});
