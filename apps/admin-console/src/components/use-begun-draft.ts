import { useEffect, useState } from 'react';
import { useText } from '../i18n/use-text.ts';
import { forgetDraft, keptDraft } from '../session/kept-drafts.ts';
import { useSession } from '../session/session-context.ts';
import { useAnnounce } from './announcer.tsx';

/** What a form begins with: as somebody had typed it who had to sign in again in the middle, which is said, or else anew. */
export function useBegunDraft<T>(form: string, anew: () => T): T {
  const say = useText();
  const announce = useAnnounce();
  const { subject } = useSession();
  const [kept] = useState(() => keptDraft<T>(form, subject));
  const [begun] = useState(() => (kept === undefined ? anew() : kept.draft));
  // It is in the form from here on; whoever leaves that is asked as always.
  useEffect(() => forgetDraft(form), [form]);
  useEffect(() => {
    if (kept !== undefined) announce(say(kept.lacksSecrets ? 'unsaved.restored.no-secrets' : 'unsaved.restored'));
  }, [kept, announce, say]);
  return begun;
}
