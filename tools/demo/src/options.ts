import { npmScript } from '@bilag/command-line';

/** What the demo was asked to do. */
export interface DemoOptions {
  /** Book, compare with the ledgers, and end: exit code 0 only if every difference is 0. */
  readonly once: boolean;
  /** Forget what earlier runs left and start over. */
  readonly fresh: boolean;
  /** A file for the trace of the first voucher, whose answer the mock ERP loses. */
  readonly trace?: string;
}

/** Reads the arguments; one that there is not ends the process. */
export function readOptions(args: readonly string[]): DemoOptions {
  return npmScript('npm start', 'Books the demo’s approvals, and keeps running.')
    .option('--once', 'book them, compare with the ledgers, and end', false)
    .option('--fresh', 'forget what earlier runs left and start over', false)
    .option(
      '--trace <file>',
      'with --once and --fresh: keep the trace of the first voucher, whose answer is lost on purpose',
    )
    .parse([...args], { from: 'user' })
    .opts<DemoOptions>();
}
