import { execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A program that ended, whatever it said. */
export interface Ended {
  readonly isGood: boolean;
  /** Both of its outputs. */
  readonly said: string;
  readonly stdout: string;
}

/**
 * Where a program of operators is that npm does not bring everywhere: at the path in an environment variable, else in the PATH.
 * @returns `undefined` when it is nowhere; a path in the variable that leads nowhere is an error, so that a proof that was asked for is not left out.
 */
export async function operatorTool(name: string, variable: string): Promise<string | undefined> {
  const given = process.env[variable];
  if (given) {
    await access(given, constants.X_OK);
    return given;
  }
  for (const folder of (process.env.PATH ?? '').split(path.delimiter)) {
    const file = path.join(folder, name);
    if (
      await access(file, constants.X_OK).then(
        () => true,
        () => false,
      )
    )
      return file;
  }
  return undefined;
}

/** Runs a program without a shell. */
export async function runTool(file: string, options: readonly string[], folder: string): Promise<Ended> {
  try {
    const { stdout, stderr } = await run(file, options, { cwd: folder, maxBuffer: 20_000_000 });
    return { isGood: true, said: stdout + stderr, stdout };
  } catch (error) {
    if (!(error instanceof Error && 'stdout' in error && 'stderr' in error)) throw error;
    return { isGood: false, said: `${String(error.stdout)}${String(error.stderr)}`, stdout: String(error.stdout) };
  }
}
