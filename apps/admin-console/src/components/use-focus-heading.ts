import { useEffect } from 'react';

/** When the part of a screen in which somebody just pressed something goes away, that person is put at the heading instead of nowhere. */
export function useFocusHeadingWhenGone(): void {
  useEffect(
    () => () => {
      if (document.activeElement === document.body) document.querySelector<HTMLElement>('main h1')?.focus();
    },
    [],
  );
}
