import { useState } from 'react';
import { type AlertOwner, useAcknowledge } from '../../api/alerts.ts';
import { useAnnounce } from '../../components/announcer.tsx';
import { Button } from '../../components/button.tsx';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { TextField } from '../../components/text-field.tsx';
import { useFocusHeadingWhenGone } from '../../components/use-focus-heading.ts';
import { useText } from '../../i18n/use-text.ts';

/** Lets somebody say that the alert has been seen, and what is being done. */
export function Acknowledge({ owner, alertId }: { readonly owner: AlertOwner; readonly alertId: string }) {
  const say = useText();
  const announce = useAnnounce();
  const acknowledge = useAcknowledge(owner, alertId);
  const [isAsking, setAsking] = useState(false);
  const [note, setNote] = useState('');
  useFocusHeadingWhenGone();
  const carryOut = () =>
    acknowledge.mutate(note.trim(), {
      onSuccess() {
        setAsking(false);
        announce(say('alert.acknowledged'));
      },
    });
  return (
    <>
      <Button
        onPress={() => {
          acknowledge.reset();
          setAsking(true);
        }}
      >
        {say('alert.acknowledge')} …
      </Button>
      <ConfirmDialog
        isOpen={isAsking}
        title={say('alert.acknowledge.question')}
        confirm={say('alert.acknowledge')}
        isBusy={acknowledge.isPending}
        error={acknowledge.error}
        onConfirm={carryOut}
        onCancel={() => setAsking(false)}
      >
        <p>{say('alert.acknowledge.text')}</p>
        <TextField
          label={say('alert.note')}
          hint={say('alert.note.hint')}
          value={note}
          onChange={setNote}
          maxLength={500}
        />
      </ConfirmDialog>
    </>
  );
}
