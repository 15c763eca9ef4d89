export { compose, type Service } from './compose.ts';
export { type Config, parseConfig } from './config.ts';
