import type { ReactNode } from 'react';
import { useText } from '../i18n/use-text.ts';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';
import { ProblemNotice } from './problem-notice.tsx';

interface ConfirmDialogProps {
  readonly isOpen: boolean;
  readonly title: string;
  /** What will happen, with figures. */
  readonly children: ReactNode;
  /** The deed, as a verb; «Yes» would say nothing to somebody who hears only the button. */
  readonly confirm: string;
  readonly isDangerous?: boolean;
  readonly isBusy?: boolean;
  /** Why it did not succeed. */
  readonly error?: Error | null;
  readonly onConfirm: () => void;
  readonly onCancel: () => void;
}

/** Asks before something is done. What goes wrong is told inside, where the person is. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { isOpen, title, children, confirm, isDangerous = false, isBusy = false, error, onConfirm, onCancel } = props;
  const say = useText();
  return (
    <Dialog isOpen={isOpen} title={title} onClose={onCancel}>
      {children}
      {error !== undefined && error !== null && <ProblemNotice error={error} />}
      <p className="actions">
        <Button variant={isDangerous ? 'danger' : 'primary'} isBusy={isBusy} onPress={onConfirm}>
          {isBusy ? say('dialog.working') : confirm}
        </Button>
        <Button onPress={onCancel}>{say('dialog.cancel')}</Button>
      </p>
    </Dialog>
  );
}
