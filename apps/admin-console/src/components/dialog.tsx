import { type ReactNode, useId } from 'react';
import { Dialog as AriaDialog } from 'react-aria-components/Dialog';
import { Heading } from 'react-aria-components/Heading';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';

interface DialogProps {
  readonly isOpen: boolean;
  readonly title: string;
  /** Called by the Escape key too. Without it the dialog cannot be closed. */
  readonly onClose?: () => void;
  readonly children: ReactNode;
}

/**
 * A question that has to be answered first. The keyboard begins at the dialog itself, so that all of it is read before anything can be pressed, stays
 * inside, and goes back to where it was when the dialog closes.
 */
export function Dialog({ isOpen, title, onClose, children }: DialogProps) {
  const contentId = useId();
  return (
    <ModalOverlay
      className="overlay"
      isOpen={isOpen}
      isKeyboardDismissDisabled={onClose === undefined}
      onOpenChange={(open) => {
        if (!open) onClose?.();
      }}
    >
      <Modal className="modal">
        <AriaDialog role="alertdialog" className="dialog" aria-describedby={contentId}>
          <Heading slot="title" level={2}>
            {title}
          </Heading>
          <div id={contentId}>{children}</div>
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}
