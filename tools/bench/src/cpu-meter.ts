import { readdirSync, readFileSync } from 'node:fs';
import type { Figures } from './task.ts';

/** The unit in which Linux counts a process's time, per second. */
const ticksPerSecond = 100;

/**
 * Starts to count time and processor time: of this process, or of the one that `pid` names, and of PostgreSQL with all its processes, those that have ended
 * included.
 * @returns what has passed for so many messages: `perSec`, and processor seconds per 1,000 as `cpuPer1k` and its parts.
 */
export function startMeter(postmasterPid: number, pid?: number): (messages: number) => Figures {
  const nodeSeconds = () => (pid === undefined ? ownSeconds() : (timesOf(String(pid))?.own ?? 0) / ticksPerSecond);
  const before = { ms: performance.now(), node: nodeSeconds(), postgres: postgresSeconds(postmasterPid) };
  return (messages) => {
    const seconds = (performance.now() - before.ms) / 1_000;
    const per1k = (it: number) => (it / messages) * 1_000;
    const node = nodeSeconds() - before.node;
    const postgres = postgresSeconds(postmasterPid) - before.postgres;
    return {
      seconds,
      messages,
      perSec: messages / seconds,
      cpuPer1k: per1k(node + postgres),
      cpuNodePer1k: per1k(node),
      cpuPostgresPer1k: per1k(postgres),
    };
  };
}

function ownSeconds(): number {
  const { userCPUTime, systemCPUTime } = process.resourceUsage();
  return (userCPUTime + systemCPUTime) / 1e6;
}

function postgresSeconds(postmasterPid: number): number {
  const processes = readdirSync('/proc').filter((it) => /^\d+$/.test(it));
  const children = processes.map((it) => timesOf(it)).filter((it) => it?.parent === postmasterPid);
  const postmaster = timesOf(String(postmasterPid));
  const ticks = children.reduce((sum, it) => sum + (it?.own ?? 0), (postmaster?.own ?? 0) + (postmaster?.ended ?? 0));
  return ticks / ticksPerSecond;
}

/** As proc(5) has it; `undefined` when the process has ended meanwhile. */
function timesOf(pid: string) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const ticksAt = (at: number) => Number(fields[at]);
    return { parent: ticksAt(1), own: ticksAt(11) + ticksAt(12), ended: ticksAt(13) + ticksAt(14) };
  } catch {
    return undefined;
  }
}
