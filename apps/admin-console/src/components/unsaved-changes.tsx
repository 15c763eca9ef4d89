import { type ShouldBlockFn, useBlocker } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useText } from '../i18n/use-text.ts';
import { areDraftsKept, keepOnLeaving } from '../session/kept-drafts.ts';
import { ConfirmDialog } from './confirm-dialog.tsx';

interface UnsavedChangesProps {
  readonly isChanged: boolean;
  /** The name of the form, by which `useKeptDraft` finds what is typed again. */
  readonly form: string;
  /** What is typed, but for secrets. */
  readonly draft: unknown;
  readonly hasSecrets?: boolean;
}

/**
 * Asks before somebody leaves a form in which something is changed and not saved: here when going to another screen, by the browser when the page is closed or
 * loaded again. Whoever has just saved goes on with `ignoreBlocker`, as the form is only told afterwards. Who has to sign in again is not asked: the draft is kept.
 */
export function UnsavedChanges({ isChanged, form, draft, hasSecrets = false }: UnsavedChangesProps) {
  const say = useText();
  useEffect(
    () => (isChanged ? keepOnLeaving(form, { draft, lacksSecrets: hasSecrets }) : undefined),
    [isChanged, form, draft, hasSecrets],
  );
  const blocker = useBlocker({
    shouldBlockFn: isElsewhere,
    enableBeforeUnload: () => isChanged && !areDraftsKept(),
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
