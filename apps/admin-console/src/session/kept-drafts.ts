/** A form with something typed in it. */
interface TypedForm<T> {
  /** What is typed, but for secrets. */
  readonly draft: T;
  /** Whether something secret is typed too, which is kept nowhere. */
  readonly lacksSecrets: boolean;
}

/** One that was kept, in this tab, while its person was away to sign in again. */
interface KeptForm<T> extends TypedForm<T> {
  /** Who typed it, as the provider names people; nobody else gets it. */
  readonly owner: string;
  /** Which build of the console wrote it: another one may have other forms. */
  readonly build: string;
}

const prefix = 'bilag.draft.';
// Its name changes with any of the screens.
const build = document.querySelector<HTMLScriptElement>('script[type="module"]')?.src ?? '';
const typed = new Map<string, TypedForm<unknown>>();
let areKept = false;

// Whoever comes back without having signed in finds the page itself as it was.
addEventListener('pageshow', ({ persisted }) => {
  if (!persisted) return;
  areKept = false;
  forgetDrafts();
});

/** Has a form kept when the page is left to sign in. @returns how to take that back. */
export function keepOnLeaving(form: string, content: TypedForm<unknown>): () => void {
  typed.set(form, content);
  return () => void typed.delete(form);
}

/** Keeps what is typed in every form of the screen, as the page is being left. */
export function keepDrafts(owner: string): void {
  for (const [form, content] of typed) {
    const kept: KeptForm<unknown> = { ...content, owner, build };
    sessionStorage.setItem(prefix + form, JSON.stringify(kept));
  }
  areKept = true;
}

/** Whether the page is being left with everything kept, so that nobody need be asked. */
export const areDraftsKept = () => areKept;

/** What was kept of a form for its person. It stays until {@link forgetDraft}. */
export function keptDraft<T>(form: string, owner: string): TypedForm<T> | undefined {
  const kept: KeptForm<T> | null = JSON.parse(sessionStorage.getItem(prefix + form) ?? 'null');
  return kept?.owner === owner && kept.build === build ? kept : undefined;
}

/** Forgets what was kept of a form. */
export const forgetDraft = (form: string) => sessionStorage.removeItem(prefix + form);

/** Forgets everything: whoever signs out leaves nothing behind. */
export function forgetDrafts(): void {
  for (const key of Object.keys(sessionStorage)) if (key.startsWith(prefix)) sessionStorage.removeItem(key);
}
