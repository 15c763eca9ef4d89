/** What the demo was asked to do. */
export interface DemoOptions {
  /** Book, compare with the ledgers, and end: exit code 0 only if every difference is 0. */
  readonly once: boolean;
  /** Forget what earlier runs left and start over. */
  readonly fresh: boolean;
  /** A file for the trace of the first voucher, whose answer the mock ERP loses; by `--trace`. */
  readonly traceFile?: string;
}

const usage = `npm start            book the demo's approvals and keep running
npm start -- --once  book them, compare with the ledgers, and end
npm start -- --fresh forget what earlier runs left and start over
npm start -- --once --fresh --trace=trace.json
                     keep the trace of the first voucher, whose answer is lost on purpose`;

const traceOption = '--trace=';

/** Reads the arguments; an unknown one ends the process with the usage. */
export function readOptions(args: readonly string[]): DemoOptions {
  const traceFile = args.find((it) => it.startsWith(traceOption))?.slice(traceOption.length);
  const unknown = args.filter((it) => it !== '--once' && it !== '--fresh' && !it.startsWith(traceOption));
  if (unknown.length > 0) {
    console.error(`Unknown: ${unknown.join(' ')}\n${usage}`);
    process.exit(unknown.includes('--help') ? 0 : 2);
  }
  return { once: args.includes('--once'), fresh: args.includes('--fresh'), ...(traceFile ? { traceFile } : {}) };
}
