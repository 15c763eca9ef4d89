export { type DatabaseRequest, type ProvidedDatabase, provideDatabase } from './provide-database.ts';
export {
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
  startEmbeddedPostgres,
} from './start-embedded-postgres.ts';
