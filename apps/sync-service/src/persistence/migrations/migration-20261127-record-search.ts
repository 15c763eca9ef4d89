import { Migration } from '@mikro-orm/migrations';

/**
 * What people know of a record leads to it, however many there are: how its source id begins, what the ERP calls its voucher or the one that takes it back, and its
 * kind. The beginning is compared with a column of its own, as row-level security lets no index be asked about the result of a function, and in the order of
 * bytes, in which all that begins alike lies together whatever the language of the database.
 */
export class Migration20261127RecordSearch extends Migration {
  override name = 'Migration20261127RecordSearch';

  override up(): void {
    this.addSql(`
alter table bilag.expense_records add column if not exists source_id_folded text collate "C" generated always as (lower(source_id)) stored;
create index if not exists expense_records_source on bilag.expense_records (organization_id, source_id_folded);
create index if not exists expense_records_kind on bilag.expense_records (organization_id, kind, sequence);
create index if not exists outbox_erp_reference on bilag.outbox (organization_id, erp_reference) where erp_reference is not null;
create index if not exists finished_erp_reference on bilag.finished_entries (organization_id, erp_reference) where erp_reference is not null;
create index if not exists outbox_reversal_reference on bilag.outbox (organization_id, reference) where reverses is not null;
create index if not exists finished_reversal_reference on bilag.finished_entries (organization_id, reference) where reverses is not null;
create index if not exists receipts_failed on bilag.receipts (organization_id, record_id) where state = 'failed'`);
  }
}
