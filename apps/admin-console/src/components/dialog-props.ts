import type { ReactNode } from 'react';

/** What a dialog is made of. */
export interface DialogProps {
  readonly isOpen: boolean;
  readonly title: string;
  /** Called by the Escape key too. Without it the dialog cannot be closed. */
  readonly onClose?: () => void;
  readonly children: ReactNode;
}
