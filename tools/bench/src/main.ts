/** `npm run bench -- --only P2,P3 --rounds 3 --records 20000`: measures the service against its peers on the same PostgreSQL; see `options.ts`. */
import { benchOptions } from './options.ts';
import { storedBaseline } from './report/baseline.ts';
import { comparison } from './report/compare.ts';
import { runBench } from './run-bench.ts';

// Else what the benchmark has started and stored would outlive it.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

const args = process.argv.slice(2);
const options = benchOptions(args);
const before = storedBaseline();
const command = ['npm run bench', ...(args.length === 0 ? [] : ['--', ...args])].join(' ');
const results = await runBench(options, command, (text) => console.log(text));
if (options.compare) console.log(`\n${comparison(results, before)}`);
process.exitCode = results.some(({ bars }) => bars.some((it) => it.verdict === 'missed')) && !options.quick ? 1 : 0;
