import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { type Bill, shippedBill } from './bill.ts';
import { type LockFile, lockFileOf } from './lock-file.ts';
import { shippedPackages, shippedWorkspaces } from './shipped.ts';

const run = promisify(execFile);

/** The SBOM of what is shipped, from npm's own of everything in the lock file. */
export async function writtenBill(repository: string): Promise<Bill> {
  const options = ['sbom', '--sbom-format', 'cyclonedx', '--package-lock-only'];
  const { stdout } = await run('npm', options, { cwd: repository, maxBuffer: 50_000_000 });
  const whole: Bill = JSON.parse(stdout);
  const lock = await lockFileOf(repository);
  return shippedBill(
    whole,
    shippedPackages(lock),
    shippedWorkspaces.map((it) => ownIn(lock, it)),
  );
}

const ownIn = (lock: LockFile, place: string) => `${lock[place]?.name}@${lock[place]?.version}`;
