export { compose, type Service } from './compose.ts';
export { type Config, parseConfig } from './config.ts';
export { runService } from './run-service.ts';
export type { Seams } from './seams.ts';
