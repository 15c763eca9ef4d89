import { useState } from 'react';
import { type Status, useRequestSync } from '../../api/status.ts';
import { Button } from '../../components/button.tsx';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { useText } from '../../i18n/use-text.ts';
import { SyncProgress } from './sync-progress.tsx';
import { useSyncObstacle } from './use-sync-obstacle.ts';

/** Begins a sync by hand, after saying how many records it is of, and shows how far it has come. */
export function SyncNow({ organizationId, status }: { readonly organizationId: string; readonly status: Status }) {
  const say = useText();
  const obstacle = useSyncObstacle(status);
  const request = useRequestSync(organizationId);
  const [isAsking, setAsking] = useState(false);
  const begin = () => request.mutate(undefined, { onSuccess: () => setAsking(false) });
  return (
    <section>
      <h2>{say('status.sync')}</h2>
      <p>
        <Button
          variant="primary"
          disabledReason={obstacle}
          onPress={() => {
            request.reset();
            setAsking(true);
          }}
        >
          {say('status.sync.now')}
        </Button>
      </p>
      <SyncProgress organizationId={organizationId} syncId={status.running?.syncId ?? request.data?.id} />
      <ConfirmDialog
        isOpen={isAsking}
        title={say('status.sync.question')}
        confirm={say('status.sync.confirm')}
        isBusy={request.isPending}
        error={request.error}
        onConfirm={begin}
        onCancel={() => setAsking(false)}
      >
        <p>{say('status.sync.count', { count: status.manualSync.records })}</p>
      </ConfirmDialog>
    </section>
  );
}
