import { type ErpUsage as Counted, forecast, type MonthlyAllowance, monthProgress } from '@bilag/core';
import type { ErpUsage } from './schemas/erp-usage.ts';

/** A month's usage as the API shows it, with its forecast and how much of the allowance that is. */
export function usageView(counted: Counted & { readonly at: Date }, allowance: MonthlyAllowance | undefined): ErpUsage {
  const progress = monthProgress(counted.at);
  const used = amountsOf(counted);
  const expected = amountsOf({
    requests: forecast(counted.requests, progress),
    bytesUp: forecast(counted.bytesUp, progress),
    bytesDown: forecast(counted.bytesDown, progress),
  });
  return {
    month: progress.month,
    used,
    allowance: allowance === undefined ? null : { ...allowance },
    forecast: expected,
    usedShare: shareOf(used, allowance),
    forecastShare: shareOf(expected, allowance),
  };
}

const amountsOf = ({ requests, bytesUp, bytesDown }: Counted) => ({
  requests,
  megabytesUp: megabytes(bytesUp),
  megabytesDown: megabytes(bytesDown),
});

const megabytes = (bytes: number) => Math.round(bytes / 1_000) / 1_000;

/** The amount that is nearest to its limit. Of nothing, anything is all. */
function shareOf(used: MonthlyAllowance, allowance: MonthlyAllowance | undefined): number | null {
  if (allowance === undefined) return null;
  const shares = (['requests', 'megabytesUp', 'megabytesDown'] as const).map((it) => {
    if (allowance[it] === 0) return used[it] === 0 ? 0 : 1;
    return used[it] / allowance[it];
  });
  return Math.round(Math.max(...shares) * 10_000) / 10_000;
}
