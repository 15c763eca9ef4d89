import { errorCodes } from '@bilag/core';
import { expect } from 'vitest';

/** What a refusal has to say. */
export interface ExpectedProblem {
  readonly status: number;
  readonly code: keyof typeof errorCodes;
  readonly field?: string;
}

interface Answer {
  readonly status: number;
  readonly headers: Headers;
}

/**
 * Holds an answer to the promise of every error: problem+json, a stable code with its own remedy, the field at fault if there is one, and nothing
 * that only the log should know.
 */
export function expectProblem(answer: Answer, body: unknown, { status, code, field }: ExpectedProblem): void {
  expect(body).toMatchObject({ status, code, type: `/docs/errors#${code}`, remedy: errorCodes[code].remedy });
  expect(body).toHaveProperty('detail', expect.stringMatching(/\S/));
  expect(body).toHaveProperty('title', expect.stringMatching(/\S/));
  expect(isObject(body) ? body.field : null).toBe(field);
  expect(answer.status).toBe(status);
  expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json(;|$)/);
  expectNothingInner(JSON.stringify(body));
}

/** No stack, no SQL, no file of ours, no name of a library. */
export function expectNothingInner(text: string): void {
  expect(text).not.toMatch(/\bat .+:\d+:\d+|node_modules|\.ts\b|select |insert into|bilag\.|fastify|FST_|mikro|ajv/i);
}

const isObject = (value: unknown): value is Record<string, unknown> => value !== null && typeof value === 'object';
