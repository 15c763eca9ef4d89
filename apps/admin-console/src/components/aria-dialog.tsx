import { useId } from 'react';
import { Dialog } from 'react-aria-components/Dialog';
import { Heading } from 'react-aria-components/Heading';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import { AriaLocale } from './aria-locale.tsx';
import type { DialogProps } from './dialog-props.ts';

/**
 * A dialog as React Aria makes it. The keyboard begins at the dialog itself, so that all of it is read before anything can be pressed, stays inside, and
 * goes back to where it was when the dialog closes.
 */
export function AriaDialog({ isOpen, title, onClose, children }: DialogProps) {
  const contentId = useId();
  return (
    <AriaLocale>
      <ModalOverlay
        className="overlay"
        isOpen={isOpen}
        isKeyboardDismissDisabled={onClose === undefined}
        onOpenChange={(open) => {
          if (!open) onClose?.();
        }}
      >
        <Modal className="modal">
          <Dialog role="alertdialog" className="dialog" aria-describedby={contentId}>
            <Heading slot="title" level={2}>
              {title}
            </Heading>
            <div id={contentId}>{children}</div>
          </Dialog>
        </Modal>
      </ModalOverlay>
    </AriaLocale>
  );
}
