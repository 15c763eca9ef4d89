import { type Stage, settle } from './stage.ts';

/** What happens while a bug is at work; afterwards the oracle waits until nothing happens any more. */
export type Scene = (stage: Stage) => Promise<unknown>;

const some = 8;

/** Approvals, and a worker. */
export const plainly: Scene = async (it) => {
  await it.approve(some);
  await it.work();
};

/** The first worker dies at this point, and another follows. */
export function dyingAt(point: string): Scene {
  return async (it) => {
    await it.approve(some);
    await it.dead(await it.work(`${point}:kill`));
    await it.work();
  };
}

/** The first worker freezes at this point, another does its work, and the first wakes. */
export function frozenAt(point: string): Scene {
  return async (it) => {
    await it.approve(some);
    const first = await it.work(`${point}:stop`);
    await it.frozen(first);
    await it.work();
    await it.booked();
    first.signal('SIGCONT');
  };
}

/** The first worker learns that nothing was applied and freezes before it writes that down; the second sends, writes that down and dies; the first wakes. */
export const overtaken: Scene = async (it) => {
  await it.approve(some);
  const first = await it.work('before-record:stop');
  await it.frozen(first);
  const second = await it.work('after-record:stop');
  await it.frozen(second);
  first.signal('SIGCONT');
};

/** The first worker has given up a call that the ERP is still at, and freezes before it writes that down; a second comes at that very moment. */
export const crowded: Scene = async (it) => {
  await it.approve(1);
  const second = await it.work();
  await it.finished();
  second.signal('SIGSTOP');
  it.strike();
  await it.approve(some);
  await it.frozen(await it.work('before-record:stop'));
  second.signal('SIGCONT');
};

/** Two calls of one lane in doubt, the first not applied and the second applied; another worker looks both up at once. */
export const twoInDoubt: Scene = async (it) => {
  await it.approve(some);
  const first = await it.work();
  await it.doubts(some);
  await it.approve(some);
  await it.doubts(2 * some);
  await it.kill(first);
  await settle();
  await it.work();
};

/** Approvals come one by one, so that each is a call of its own. */
export const trickling: Scene = async (it) => {
  await it.work();
  for (let sent = 0; sent < some; sent += 1) await it.approve(1);
};

/** More approvals come once the first are booked. */
export const inTwoWaves: Scene = async (it) => {
  await plainly(it);
  await it.booked();
  await it.approve(some);
};

/** The same, and the mapping has been changed meanwhile. */
export const remapped: Scene = async (it) => {
  await plainly(it);
  await it.booked();
  await it.remap(1);
  await it.approve(some);
};

/** Approvals of organizations that are disabled. */
export const disabled: Scene = async (it) => {
  await it.enable(false);
  await plainly(it);
};

/** Everything is booked, and then approved again with other content. */
export const approvedAgain: Scene = async (it) => {
  await plainly(it);
  await it.booked();
  await it.approveAgain();
};

/** Approvals are withdrawn before anybody sends. */
export const withdrawn: Scene = async (it) => {
  await it.approve(some);
  await it.withdraw();
  await it.work();
};
