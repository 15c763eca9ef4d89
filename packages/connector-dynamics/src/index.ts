export { dynamicsPlugin } from './dynamics-plugin.ts';
