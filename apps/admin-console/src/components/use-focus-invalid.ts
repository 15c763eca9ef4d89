import { type RefObject, useEffect, useRef, useState } from 'react';

/** Puts whoever tried to send a form at the first field that is wrong. `tell` is called when the faults are known; the form's element takes `form`. */
export function useFocusInvalid<T extends HTMLElement>(): {
  readonly form: RefObject<T | null>;
  readonly tell: () => void;
} {
  const form = useRef<T>(null);
  const [faults, setFaults] = useState(0);
  useEffect(() => {
    if (faults === 0) return;
    const first = form.current?.querySelector<HTMLElement>(
      'input[aria-invalid="true"], textarea[aria-invalid="true"], [data-invalid] button, [role="alert"]',
    );
    if (first?.getAttribute('role') === 'alert') first.tabIndex = -1;
    first?.focus();
  }, [faults]);
  return { form, tell: () => setFaults((it) => it + 1) };
}
