import { useEffect, useRef } from 'react';
import { type Sync, useSync } from '../../api/status.ts';
import { useAnnounce } from '../../components/announcer.tsx';
import { Progress } from '../../components/progress.tsx';
import { useText } from '../../i18n/use-text.ts';

/** How far a sync has come while it runs. Its end is announced, and the progress goes. */
export function SyncProgress({
  organizationId,
  syncId,
}: {
  readonly organizationId: string;
  readonly syncId: string | undefined;
}) {
  const say = useText();
  const { data: sync } = useSync(organizationId, syncId);
  useAnnouncedEnd(sync);
  if (sync === undefined || sync.state !== 'running') return null;
  const { records, progress } = sync;
  const done = records - progress.waiting;
  return (
    <Progress
      label={say('status.sync.progress')}
      done={done}
      of={records}
      text={say('status.sync.progress.text', { done, records })}
    />
  );
}

/** Says once how a sync ended that was seen running or was begun here. */
function useAnnouncedEnd(sync: Sync | undefined): void {
  const say = useText();
  const announce = useAnnounce();
  const told = useRef<string>(undefined);
  useEffect(() => {
    if (sync === undefined || sync.state === 'running' || told.current === sync.id) return;
    told.current = sync.id;
    announce(say(`status.sync.ended.${sync.state}`, { ...sync.progress }));
  }, [sync, say, announce]);
}
