import type { Baseline } from './measured.ts';
import type { MeasureResult } from './result.ts';
import { barTable, contestantTable } from './tables.ts';

/** `docs/benchmarks.md`. */
export function benchmarksPage({ machine, measures }: Baseline): string {
  const versions = Object.entries(machine.versions).map(([name, version]) => `${name} ${version}`);
  return `# Benchmarks

Written by \`npm run bench\`; the ratios in [benchmarks.json](benchmarks.json) are the baseline that \`npm run bench -- --compare\` compares with.

All bars are ratios of two things measured in the same round on the same machine, medians of several rounds with minimum and maximum: absolute figures
move with whatever else the machine does. A bar is met when the median meets it and no round misses it by more than a fifth. Everything runs on one
PostgreSQL that keeps what it has acknowledged (\`fsync\`, \`synchronous_commit\` and \`full_page_writes\` are on), and each contestant is a process of its own on
a fresh copy of a prepared database. A drain of ours counts only if every voucher was sent once and in order, with its attempt and its log entry stored. Of ours, leases and
cursors do not wait for the disk, approvals, intents and outcomes do ([ADR 14](adr/0014-a-lease-need-not-survive-a-crash.md)).

- Machine: ${machine.processors}, ${machine.memory}, ${machine.system}
- Versions: ${versions.join(', ')}

## Bars

${barTable(measures)}

${measures.map(section).join('\n')}`;
}

function section(result: MeasureResult): string {
  return `## ${result.title}

${result.how}

${contestantTable(result)}

${result.rounds} round${result.rounds === 1 ? '' : 's'} of \`${result.command}\`, ${result.measuredAt.slice(0, 10)}; load average before each round: ${result.load}.
`;
}
