export { createHttpExchange, type ExchangeLimits, type HttpExchange } from './http-exchange.ts';
export { type HttpAnswer, type HttpQuestion, NoAnswer } from './http-message.ts';
export { replyOf } from './reply-of.ts';
export { retryAfterMs } from './retry-after.ts';
export { parseServerAddress } from './server-address.ts';
