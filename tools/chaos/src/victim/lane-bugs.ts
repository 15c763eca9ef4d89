import type { LeasedLane } from '@bilag/core';
import { askBooks } from './books.ts';
import type { Bug, Bugs, Show } from './bug.ts';

type Outbox = Parameters<NonNullable<Bug['ports']>>[0]['outbox'];

/** What a developer might have got wrong about who may send, when, and up to where. */
export function laneBugs(show: Show): Bugs {
  return {
    'send-without-grant': around((outbox) => ({ openAttempts: ungranted(outbox, show) })),
    'second-sender': around((outbox) => ({ ...leaseless(outbox), openAttempts: ungranted(outbox, show) })),
    // A lane is taken over from a sender that lives, and what it is just sending is looked up at once.
    'taken-over-too-early': around((outbox) => ({
      ...leaseless(outbox),
      openAttempts: (lane, intents, operationMs) =>
        outbox.openAttempts(
          lane,
          intents.map((it) => ({ ...it, settlingMs: 0 })),
          operationMs,
        ),
      async adoptOrphans(lane) {
        const adopted = await outbox.adoptOrphans(lane);
        if (adopted !== undefined && adopted > 0) show();
        return adopted;
      },
    })),
    'orphans-forgotten': around((outbox) => ({
      async adoptOrphans(lane) {
        const forgotten = await askBooks(
          `update bilag.outbox set state = 'pending', due_at = now(), in_doubt = false, ever_in_doubt = false
           where organization_id = $1 and state = 'sending' returning 1`,
          [lane.organizationId],
        );
        if (forgotten.length > 0) show();
        return await outbox.adoptOrphans(lane);
      },
    })),
    'stale-fence-accepted': staleFence(show),
    'cursor-too-far': around((outbox) => ({
      advanceCursor(lane, sequence) {
        show();
        return outbox.advanceCursor(lane, sequence + 12n);
      },
    })),
    'never-looks-again': neverAgain(show),
    'settings-never-read-again': settingsKept(show),
    'enabled-by-itself': around((outbox) => ({
      async findDueLanes(limit) {
        const enabled = await askBooks(
          'update bilag.integration_configs set enabled = true where not enabled returning 1',
        );
        if (enabled.length > 0) show();
        return await outbox.findDueLanes(limit);
      },
    })),
  };
}

function around(change: (outbox: Outbox) => Partial<Outbox>): Bug {
  return { ports: ({ outbox }) => ({ outbox: { ...outbox, ...change(outbox) } }) };
}

/** The call is made although the intent could not be committed. */
function ungranted(outbox: Outbox, show: Show): Outbox['openAttempts'] {
  return async (lane, intents, operationMs) => {
    const grant = await outbox.openAttempts(lane, intents, operationMs);
    if (typeof grant !== 'object') show();
    // Nor is it asked how long ago the intent was made.
    return { sendWithinMs: (typeof grant === 'object' ? grant.sendWithinMs : operationMs) + 600_000 };
  };
}

/** Whether somebody else has a lane is not asked. */
function leaseless(outbox: Outbox): Pick<Outbox, 'findDueLanes' | 'leaseLanes'> {
  let owner = '';
  const takeAway = async () =>
    await askBooks(`update bilag.lanes set lease_until = '-infinity' where owner <> $1`, [owner]);
  return {
    async findDueLanes(limit) {
      await takeAway();
      return await outbox.findDueLanes(limit);
    },
    async leaseLanes(request) {
      ({ owner } = request);
      await takeAway();
      return await outbox.leaseLanes(request);
    },
  };
}

/** A worker whose lane was taken over still writes, in the name of whoever has it now. */
function staleFence(show: Show): Bug {
  const asNow = async (lane: LeasedLane): Promise<LeasedLane> => {
    const [now] = await askBooks<{ owner: string | null; fence: string }>(
      'select owner, fence from bilag.lanes where organization_id = $1',
      [lane.organizationId],
    );
    if (now === undefined || now.owner === null || now.owner === lane.owner) return lane;
    show();
    return { ...lane, owner: now.owner, fence: BigInt(now.fence) };
  };
  return around((outbox) => ({
    openAttempts: async (lane, intents, ms) => await outbox.openAttempts(await asNow(lane), intents, ms),
    recordOutcomes: async (lane, outcomes) => await outbox.recordOutcomes(await asNow(lane), outcomes),
    renewLease: async (lane, ms) => await outbox.renewLease(await asNow(lane), ms),
    readDue: async (lane, limit) => await outbox.readDue(await asNow(lane), limit),
    release: async (lane, release) => await outbox.release(await asNow(lane), release),
  }));
}

/** Once it has found nothing to do, it waits for a call that never comes. */
function neverAgain(show: Show): Bug {
  let isIdle = false;
  let hasServed = false;
  return around((outbox) => ({
    async findDueLanes(limit) {
      if (isIdle) {
        show();
        return [];
      }
      const due = await outbox.findDueLanes(limit);
      isIdle = hasServed && due.length === 0;
      return due;
    },
    async leaseLanes(request) {
      if (isIdle) return [];
      hasServed = true;
      return await outbox.leaseLanes(request);
    },
  }));
}

/** What an administrator changes while the process lives is not seen. */
function settingsKept(show: Show): Bug {
  return {
    ports: ({ config }) => {
      const kept = new Map<string, ReturnType<typeof config.integrationOf>>();
      return {
        config: {
          ...config,
          integrationOf(organizationId) {
            const known = kept.get(organizationId);
            if (known !== undefined) show();
            const read = known ?? config.integrationOf(organizationId);
            kept.set(organizationId, read);
            return read;
          },
        },
      };
    },
  };
}
