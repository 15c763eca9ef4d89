import { type ReactNode, useState } from 'react';
import { Button } from '../../components/button.tsx';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';

interface AskedDeedProps {
  /** The deed, as a verb. */
  readonly deed: string;
  readonly question: string;
  /** What will happen. */
  readonly children: ReactNode;
  readonly isDangerous?: boolean;
  readonly isBusy: boolean;
  /** Why it did not succeed. */
  readonly error: Error | null;
  readonly onAsk: () => void;
  /** Does it, and calls when it is done. */
  readonly onConfirm: (done: () => void) => void;
}

/** A deed whose button asks first. */
export function AskedDeed(props: AskedDeedProps) {
  const { deed, question, children, isDangerous = false, isBusy, error, onAsk, onConfirm } = props;
  const [isAsking, setAsking] = useState(false);
  const close = () => setAsking(false);
  return (
    <>
      <Button
        variant={isDangerous ? 'danger' : 'plain'}
        onPress={() => {
          onAsk();
          setAsking(true);
        }}
      >
        {deed} …
      </Button>
      <ConfirmDialog
        isOpen={isAsking}
        title={question}
        confirm={deed}
        isDangerous={isDangerous}
        isBusy={isBusy}
        error={error}
        onConfirm={() => onConfirm(close)}
        onCancel={close}
      >
        <p>{children}</p>
      </ConfirmDialog>
    </>
  );
}
