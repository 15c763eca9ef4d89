import type { FuzzPlan, FuzzReport } from './fuzz.ts';

/** What people read of a run: each fault with the request and how it is sent again, then the figures. */
export function linesOf(report: FuzzReport, { seed }: FuzzPlan, seconds: number): readonly string[] {
  const faults = report.faults.flatMap(({ number, operationId, request, fault }) => [
    `WRONG: request ${number}, ${operationId}: ${fault}`,
    `  ${JSON.stringify(request)}`,
    `  again: npm run fuzz -- --seed ${seed} --from ${number} --requests 1 (all before it: --requests ${number + 1})`,
  ]);
  const statuses = [...report.byStatus].toSorted(([a], [b]) => a - b).map(([status, count]) => `${status}: ${count}`);
  const { sent, seen } = report;
  const time = `${seconds.toFixed(0)} s`;
  return [
    ...faults,
    `${sent} requests to ${seen.size} operations, ${report.faults.length} answered wrongly, seed ${seed} (${time})`,
    `Answers: ${statuses.join(', ')}`,
  ];
}
