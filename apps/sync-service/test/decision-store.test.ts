import { deriveVoucherReference } from '@bilag/core';
import { anApproval, anExpenseRecord } from '@bilag/core/testing';
import { expect, onTestFinished, test } from 'vitest';
import { createPostgresApprovalStore } from '../src/persistence/postgres-approval-store.ts';
import { createPostgresDecisionStore } from '../src/persistence/postgres-decision-store.ts';
import { openDatabaseOf, type ServiceDatabase } from './support/service-database.ts';

/** As many approvals whose vouchers were refused. */
async function refusedOnes(service: ServiceDatabase, count: number): Promise<void> {
  const numbers = Array.from({ length: count }, (_, at) => at);
  const approvals = await Promise.all(
    numbers.map(async (at) => {
      const record = anExpenseRecord({ ...anApproval(), sourceId: `claim-${at}` }, 'nbf');
      return { record, reference: await deriveVoucherReference(record) };
    }),
  );
  await createPostgresApprovalStore(service.database.requestPool).accept('nbf', approvals);
  await service.asOwner("update bilag.outbox set state = 'rejected', fresh = false, failure_code = 'ERP_REJECTED'");
}

test('RTY-3 however many failed, all are tried again, each once, and the lane is held for some of them at a time', async () => {
  const service = await openDatabaseOf(['nbf']);
  onTestFinished(() => service.close());
  await refusedOnes(service, 5);
  const retried = await createPostgresDecisionStore(service.database.requestPool, 2).retry('nbf', {}, 'kari');
  expect(retried).toHaveLength(5);
  expect(await service.asOwner('select state, count(*)::integer as count from bilag.outbox group by state')).toEqual([
    { state: 'pending', count: 5 },
  ]);
  expect(
    await service.asOwner(
      `select count(*)::integer as entries, count(distinct sequence)::integer as vouchers, count(distinct transaction_id)::integer as transactions
       from bilag.sync_logs where action = 'retry'`,
    ),
  ).toEqual([{ entries: 5, vouchers: 5, transactions: 3 }]);
});

test('RTY-3 what fails again while others are still being taken is not tried twice by one request', async () => {
  const service = await openDatabaseOf(['nbf']);
  onTestFinished(() => service.close());
  await refusedOnes(service, 3);
  // An ERP that refuses at once: whatever is tried again has failed again before the next transaction begins.
  await service.asOwner(`
    create function public.refuse() returns trigger language plpgsql as $$
    begin
      new.state := 'rejected';
      new.failure_code := 'ERP_REJECTED';
      return new;
    end $$;
    create trigger refuse before update on bilag.outbox for each row execute function public.refuse()`);
  const retried = await createPostgresDecisionStore(service.database.requestPool, 1).retry('nbf', {}, 'kari');
  expect(retried).toHaveLength(3);
});
