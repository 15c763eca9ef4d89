import type { XledgerNode } from './filter.ts';

/** The month a date falls in, as Xledger's fiscal period. Ids and codes are invented. */
export function periodOf(date: string) {
  const [year = 0, month = 0] = date.split('-').map(Number);
  const lastDay = new Date(Date.UTC(year, month, 0)).getUTCDate();
  const code = `${year}${String(month).padStart(2, '0')}`;
  const days = `${year}-${String(month).padStart(2, '0')}`;
  return {
    dbId: Number(code),
    code,
    fiscalYear: year,
    fiscalPeriod: month,
    monthNumber: month,
    fromDate: `${days}-01`,
    toDate: `${days}-${lastDay}`,
  };
}

/** The periods from January 2025 to the end of the year after `today` (`YYYY-MM-DD`). How open and closed show is not known. */
export function periodStatusItems(ownerDbId: number, today: string): XledgerNode[] {
  const lastYear = Number(today.slice(0, 4)) + 1;
  const years = Array.from({ length: Math.max(lastYear - 2024, 1) }, (_, index) => 2025 + index);
  const months = Array.from({ length: 12 }, (_, index) => String(index + 1).padStart(2, '0'));
  return years
    .flatMap((year) => months.map((month) => periodOf(`${year}-${month}-01`)))
    .map((period) => ({ dbId: period.dbId, periodDbId: period.dbId, period, ownerDbId, owner: { dbId: ownerDbId } }));
}
