export { xledgerConnector } from './xledger-plugin.ts';
