import { type ErrorCode, errorCodes, norwegian } from '@bilag/core';
import type { FastifyInstance } from 'fastify';
import { languageOf } from './language.ts';
import { textsOf } from './problem-of.ts';

/**
 * What is stored of a failure is its code and a message; what the code means and what to do about it is said in the language of whoever reads it, wherever in
 * an answer it stands. The message itself stays as it was written. An `ETag` is that of the English answer: it names what is stored, not how it is told.
 */
export function tellInReadersLanguage(api: FastifyInstance): void {
  api.addHook('preSerialization', (request, reply, payload, done) => {
    if (languageOf(request.headers) === 'en') return done(null, payload);
    void reply.header('vary', 'accept-language');
    done(null, inNorwegian(payload));
  });
}

/** The same, with the texts of its error codes in bokmål. What is of another form is left as it is. */
export function inNorwegian(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inNorwegian);
  if (!isPlain(value)) return value;
  const told = Object.fromEntries(Object.entries(value).map(([key, part]) => [key, inNorwegian(part)]));
  const code = told['code'] ?? told['errorCode'];
  if (!isErrorCode(code) || typeof told['remedy'] !== 'string') return told;
  const english = textsOf(code, 'en');
  const { meaning, remedy } = norwegian[code];
  // An alert has a title of its own, and may have a remedy of its own, which are no texts of the code.
  const title = told['title'] === english.meaning ? { title: meaning } : {};
  return { ...told, ...title, ...(told['remedy'] === english.remedy && { remedy }) };
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

const isErrorCode = (code: unknown): code is ErrorCode => typeof code === 'string' && Object.hasOwn(errorCodes, code);
