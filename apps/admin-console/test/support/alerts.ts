import { plantEntries, saveSettings } from '../../../sync-service/test/support/alerts.ts';
import type { TestService } from '../../../sync-service/test/support/service.ts';

/** What the accounting system says of a month that is closed. */
export const closedPeriod = { code: 'ERP_PERIOD_CLOSED', message: 'Period 2026-02 is closed.' } as const;

/** Besides what the books tell: an organization with more errors than its threshold, and an address of the other one that is told by e-mail. Evaluates the rules. */
export async function raiseAlerts(service: TestService): Promise<void> {
  await saveSettings(service, 'nbf', { emails: ['regnskap@nbf.example.org'] });
  await plantEntries(service, 'hlf', { count: 11, state: 'rejected', errors: 1, ...closedPeriod });
  await service.alerts.evaluate();
}
