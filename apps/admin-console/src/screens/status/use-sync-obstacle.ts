import type { Status } from '../../api/status.ts';
import { useText } from '../../i18n/use-text.ts';

/** Why no sync may be begun by hand now, in words; nothing when it may. */
export function useSyncObstacle({ manualSync, running }: Status): string | undefined {
  const say = useText();
  const { obstacle } = manualSync;
  if (running !== null) return say(`status.sync.running.${running.trigger}`);
  if (obstacle === null) return undefined;
  if (obstacle.code === 'INTEGRATION_NOT_CONFIGURED') return say('status.sync.not-configured');
  if (obstacle.code === 'INTEGRATION_DISABLED') return say('status.sync.disabled');
  return `${obstacle.message} ${obstacle.remedy}`;
}
