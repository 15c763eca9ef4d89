import type { Migration } from '@mikro-orm/migrations';
import { partsOf, type SqlStatement, statementsOf } from './sql-statements.ts';

/** Tables that grow with every voucher, or that every voucher goes through. */
const bigTables = [
  'expense_records',
  'outbox',
  'finished_entries',
  'delivery_attempts',
  'sync_logs',
  'receipts',
  'webhook_deliveries',
];

/** What the migrations up to a statement have done. */
interface Story {
  readonly inTransaction: boolean;
  /** Made by the migration itself: nobody works on them yet. */
  readonly ownTables: Set<string>;
  /** The statement before, in the same migration. */
  before: string;
  /** Checks that a column is not null, by name; those that are proved of every row. */
  readonly notNullChecks: Map<string, string>;
  readonly proved: Set<string>;
}

/**
 * Holds migrations to the rules of docs/operations.md: only what is named here may be done while the release before is at work. `contractions` names those that
 * take something away because no release that runs needs it. @returns what breaks the rules, each with the name of the migration.
 */
export async function brokenRules(
  migrations: readonly Migration[],
  contractions: ReadonlySet<string> = new Set(),
): Promise<readonly string[]> {
  const notNullChecks = new Map<string, string>();
  const proved = new Set<string>();
  const found: string[] = [];
  for (const migration of migrations) {
    migration.reset();
    await migration.up();
    const statements = statementsOf(migration.getQueries().map(String).join(';\n'));
    const inTransaction = migration.isTransactional();
    const story: Story = { inTransaction, ownTables: new Set(), before: '', notNullChecks, proved };
    for (const statement of statements) {
      const why = contractions.has(migration.name ?? '') && isRemoval(statement) ? undefined : whyNot(statement, story);
      if (why !== undefined) found.push(`${migration.name}: ${why} «${statement.text}»`);
      story.before = statement.text;
    }
    const locked = bigTables.filter((it) => inTransaction && statements.some(({ text }) => locks(text, it)));
    if (locked.length > 1) found.push(`${migration.name}: locks more than one big table: ${locked.join(', ')}`);
  }
  return found;
}

const isRemoval = ({ text }: SqlStatement) =>
  /^drop (table|function|index)\b|^alter table \S+ drop (column|constraint)\b/.test(text);

const locks = (text: string, table: string) =>
  new RegExp(`(^alter table|\\bon|\\breferences) (if exists )?(only )?bilag\\.${table}\\b`).test(text) &&
  !/^(grant|revoke|comment) /.test(text);

function whyNot(statement: SqlStatement, story: Story): string | undefined {
  const { text, body } = statement;
  if (!story.inTransaction) return whyNotWithoutTransaction(text, story);
  const [, made] = /^create table (?:if not exists )?(\S+)/.exec(text) ?? [];
  if (made !== undefined) {
    story.ownTables.add(made);
    return undefined;
  }
  const [, altered, actions] = /^alter table (\S+) (.+)$/.exec(text) ?? [];
  if (altered !== undefined && actions !== undefined) return whyNotAlter(altered, actions, story);
  const [, indexed] = /^create (?:unique )?index (?!concurrently).*? on (?:only )?(\S+)/.exec(text) ?? [];
  if (indexed !== undefined) return mayBeLocked(indexed, story) ? undefined : 'build it concurrently:';
  const [, filled] = /^insert into (\S+)/.exec(text) ?? /^create policy \S+ on (\S+)/.exec(text) ?? [];
  if (filled !== undefined && story.ownTables.has(filled)) return undefined;
  if (/^create (or replace )?function |^create (sequence|type) |^grant |^comment on /.test(text)) return undefined;
  if (/^revoke .* from public$/.test(text)) return undefined;
  if (text.startsWith('do ') && /^begin create role [^;]+; exception when [\w ]+ then null; end$/.test(body))
    return undefined;
  return notAllowed;
}

const notAllowed = 'is not among the kinds that may run beside the release before:';

const mayBeLocked = (table: string, { ownTables }: Story) =>
  ownTables.has(table) || !bigTables.some((it) => table === `bilag.${it}`);

/** What is run without a transaction may have been broken off anywhere, and begins again from the start. */
function whyNotWithoutTransaction(text: string, story: Story): string | undefined {
  if (/^drop index concurrently if exists \S+$/.test(text)) return undefined;
  const [, name] = /^create (?:unique )?index concurrently (?!if )(\S+) on /.exec(text) ?? [];
  if (name !== undefined) {
    const begins = story.before === `drop index concurrently if exists bilag.${name}`;
    return begins ? undefined : 'first drop what a broken attempt may have left:';
  }
  const [, constraint] = /^alter table \S+ validate constraint (\S+)$/.exec(text) ?? [];
  if (constraint === undefined) return 'needs a transaction:';
  story.proved.add(constraint);
  return undefined;
}

function whyNotAlter(table: string, actions: string, story: Story): string | undefined {
  if (story.ownTables.has(table)) return undefined;
  for (const action of partsOf(actions)) {
    const why = whyNotAction(table, action, story);
    if (why !== undefined) return why;
  }
  return undefined;
}

const constant = String.raw`default (''(::[\w .]+(\[\])?)?|-?[\d.]+|true|false|null|now\(\))`;

function whyNotAction(table: string, action: string, story: Story): string | undefined {
  if (action.startsWith('add column ')) return whyNotColumn(action);
  const [, name, condition] = /^add constraint (\S+) (.+) not valid$/.exec(action) ?? [];
  if (name !== undefined && condition !== undefined) {
    const [, column] = /^check \((\w+) is not null\)$/.exec(condition) ?? [];
    if (column !== undefined) story.notNullChecks.set(name, `${table}.${column}`);
    return undefined;
  }
  const [, strict] = /^alter column (\w+) set not null$/.exec(action) ?? [];
  if (strict !== undefined) {
    const isProved = [...story.notNullChecks].some(
      ([check, column]) => column === `${table}.${strict}` && story.proved.has(check),
    );
    return isProved ? undefined : 'first add a check that is not valid, and validate it:';
  }
  return /^alter column \w+ set (default|statistics) |^set \(/.test(action) ? undefined : notAllowed;
}

function whyNotColumn(action: string): string | undefined {
  if (/\b(check|unique|primary key|references|generated|constraint)\b/.test(action))
    return 'add its constraint by itself:';
  const hasDefault = /\bdefault\b/.test(action);
  if (hasDefault && !new RegExp(`\\b${constant}( not null)?$`).test(action.replace(/ not null (default .*)$/, ' $1'))) {
    return 'its default would rewrite the table:';
  }
  return /\bnot null\b/.test(action) && !hasDefault ? 'the release before gives it no value:' : undefined;
}
