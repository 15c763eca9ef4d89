import { askBooks } from './books.ts';
import type { Bugs, Show } from './bug.ts';

/** What a developer might have got wrong about a database that was restored. */
export function restoreBugs(show: Show): Bugs {
  return {
    // Whatever database this process finds is its own: nothing is held back, and nothing in it counts as in doubt.
    'restore-that-resends': {
      ports: ({ outbox }) => ({
        outbox: {
          ...outbox,
          async findDueLanes(limit) {
            const restored = await askBooks(
              `update bilag.instance i set mode = 'normal', why = null, since = null, send_after = '-infinity', look_up_before = '-infinity',
                 system_identifier = live.system_identifier, timeline = live.timeline, database_oid = live.database_oid
               from bilag.database_identity() live
               where i.mode <> 'normal' or i.database_oid is distinct from live.database_oid returning 1`,
            );
            await askBooks('update bilag.outbox set ever_in_doubt = false, in_doubt = false where ever_in_doubt');
            if (restored.length > 0) show();
            return await outbox.findDueLanes(limit);
          },
        },
      }),
    },
  };
}
