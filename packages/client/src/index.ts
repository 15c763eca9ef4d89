export type { components, webhooks } from './api.gen.ts';
export { type BilagClient, type ClientOptions, createBilagClient } from './client.ts';
export type { Answer, Input, Method, PathsOf, Told } from './operations.ts';
export { BilagProblem, type ErrorCode, isBilagProblem, type Problem, type Schemas } from './problem.ts';
