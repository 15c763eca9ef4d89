import { type ShouldBlockFn, useBlocker } from '@tanstack/react-router';
import { useText } from '../i18n/use-text.ts';
import { ConfirmDialog } from './confirm-dialog.tsx';

/**
 * Asks before somebody leaves a form in which something is changed and not saved: here when going to another screen, by the browser when the page is closed or
 * loaded again. Whoever has just saved goes on with `ignoreBlocker`, as the form is only told afterwards.
 */
export function UnsavedChanges({ isChanged }: { readonly isChanged: boolean }) {
  const say = useText();
  const blocker = useBlocker({
    shouldBlockFn: isElsewhere,
    enableBeforeUnload: isChanged,
    disabled: !isChanged,
    withResolver: true,
  });
  if (blocker.status !== 'blocked') return null;
  return (
    <ConfirmDialog
      isOpen
      title={say('unsaved.question')}
      confirm={say('unsaved.leave')}
      isDangerous
      onConfirm={blocker.proceed}
      onCancel={blocker.reset}
    >
      <p>{say('unsaved.text')}</p>
    </ConfirmDialog>
  );
}

/** A filter in the address of the same screen leaves the form alone. */
const isElsewhere: ShouldBlockFn = ({ current, next }) => current.pathname !== next.pathname;
