import {
  type ExpenseRecord,
  type JournalLine,
  money,
  parseCalendarDate,
  type RenderedVoucher,
  type Voucher,
  voucher,
} from '@bilag/core';
import type { Bug, Bugs, Show } from './bug.ts';

/** What a developer might have got wrong between an approval and the lines of its voucher. All of these still balance. */
export function voucherBugs(show: Show): Bugs {
  const falsified = (change: (meant: Voucher) => Voucher): Bug => ({
    gateway: (it) => ({
      ...it,
      render(meant): RenderedVoucher {
        const changed = change(meant);
        if (isOther(meant, changed)) show();
        return it.render(changed);
      },
    }),
  });
  return {
    'float-amounts': falsified((it) => withAmounts(it, (minor) => BigInt(Math.trunc((Number(minor) / 100) * 100)))),
    'rounded-to-kroner': falsified((it) => withAmounts(it, (minor) => ((minor + 50n) / 100n) * 100n || 100n)),
    'amounts-in-kroner': falsified((it) => withAmounts(it, (minor) => minor * 100n)),
    'wrong-sign': falsified((it) =>
      withLines(
        it,
        it.lines.map((line) => amounting(line, -line.amount.minor)),
      ),
    ),
    'lines-dropped': falsified((it) => (it.lines.length < 4 ? it : balanced(it, it.lines.slice(0, 2)))),
    'posted-today': falsified((it) => ({ ...it, postingDate: today(it) })),
    'cost-center-lost': falsified((it) =>
      withLines(
        it,
        it.lines.map((line, at) => (at === 0 ? { ...line, dimensions: {} } : line)),
      ),
    ),
    'accounts-swapped': falsified((it) => {
      const accounts = it.lines
        .slice(0, -1)
        .map(({ ledgerAccount }) => ledgerAccount)
        .toReversed();
      return withLines(
        it,
        it.lines.map((line, at) => ({ ...line, ledgerAccount: accounts[at] ?? line.ledgerAccount })),
      );
    }),
    'organization-mixed-up': mixedUp(show),
  };
}

const amounting = (line: JournalLine, minor: bigint): JournalLine => ({
  ...line,
  amount: money(line.amount.currency, minor),
});
const withLines = (meant: Voucher, lines: readonly JournalLine[]) => voucher({ ...meant, lines });

/** The last line is the credit: it takes what the debits come to. */
function balanced(meant: Voucher, debits: readonly JournalLine[]): Voucher {
  const total = debits.reduce((sum, { amount }) => sum + amount.minor, 0n);
  return withLines(meant, [...debits, ...meant.lines.slice(-1).map((line) => amounting(line, -total))]);
}

const withAmounts = (meant: Voucher, change: (minor: bigint) => bigint) =>
  balanced(
    meant,
    meant.lines.slice(0, -1).map((line) => amounting(line, change(line.amount.minor))),
  );

/** A day that is not the voucher's own, in the same open year. */
function today({ postingDate }: Voucher): Voucher['postingDate'] {
  const [year, month] = postingDate.split('-');
  return parseCalendarDate(`${year}-${month}-${postingDate.endsWith('-28') ? '27' : '28'}`);
}

const isOther = (a: Voucher, b: Voucher) =>
  a.postingDate !== b.postingDate ||
  a.lines.length !== b.lines.length ||
  a.lines.some((line, at) => {
    const other = b.lines[at];
    return (
      other?.amount.minor !== line.amount.minor ||
      other.ledgerAccount !== line.ledgerAccount ||
      other.dimensions !== line.dimensions
    );
  });

/** The records of whichever organization was served before are read for this one, under its own references. */
function mixedUp(show: Show): Bug {
  let before:
    | { readonly organizationId: string; readonly costCenter: string; readonly record: ExpenseRecord }
    | undefined;
  return {
    ports: ({ outbox }) => ({
      outbox: {
        ...outbox,
        async readDue(lane, limit) {
          const due = await outbox.readDue(lane, limit);
          const other = before;
          const [first] = due;
          const costCenter = first?.record.lines[0]?.costCenter ?? '';
          if (first !== undefined) before = { organizationId: lane.organizationId, costCenter, record: first.record };
          // Only where the ERP's codes are the same, or it would be noticed.
          if (
            other === undefined ||
            other.organizationId === lane.organizationId ||
            other.costCenter[0] !== costCenter[0]
          )
            return due;
          show();
          return due.map((it) => ({ ...it, record: { ...other.record, organizationId: lane.organizationId } }));
        },
      },
    }),
  };
}
