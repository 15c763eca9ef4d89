export { type AuthorityTrouble, createEntraTransport, type EntraTransport } from './entra-transport.ts';
export { createHttpExchange, type ExchangeLimits, type HttpExchange } from './http-exchange.ts';
export { type HttpAnswer, type HttpFile, type HttpHead, type HttpQuestion, NoAnswer } from './http-message.ts';
export { isLoopbackHost } from './peer-address.ts';
export { replyOf } from './reply-of.ts';
export { retryAfterMs } from './retry-after.ts';
export { parseFileAddress, parseServerAddress, withoutSlashAtEnd } from './server-address.ts';
export { textsToHide, withoutTexts } from './texts-to-hide.ts';
export { withoutSecrets } from './without-secrets.ts';
