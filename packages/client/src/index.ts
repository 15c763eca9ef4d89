export type { components } from './api.gen.ts';
export { type BilagClient, type ClientOptions, createBilagClient } from './client.ts';
export type { Answer, Input, PathsOf } from './operations.ts';
export { BilagProblem, isBilagProblem, type Problem, type Schemas } from './problem.ts';
