export { fileConnector } from './file-connector.ts';
