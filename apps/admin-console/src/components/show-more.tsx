import { useEffect, useRef } from 'react';
import { useText } from '../i18n/use-text.ts';
import { Button } from './button.tsx';

interface ShowMoreProps {
  readonly query: {
    readonly hasNextPage: boolean;
    readonly isFetchingNextPage: boolean;
    readonly fetchNextPage: () => Promise<unknown>;
  };
}

/**
 * The next page of a list, which is the element before it; nothing at its end. Whoever asked for more goes on at the first row that came: the button itself may
 * be gone by then.
 */
export function ShowMore({ query: { hasNextPage, isFetchingNextPage, fetchNextPage } }: ShowMoreProps) {
  const say = useText();
  const place = useRef<HTMLParagraphElement>(null);
  const asked = useRef<{ readonly list: Element; readonly count: number }>(undefined);
  useEffect(() => {
    if (asked.current === undefined) return;
    const { list, count } = asked.current;
    const first = rowsOf(list)[count];
    if (first === undefined) return;
    asked.current = undefined;
    focusOn(first);
  });
  if (!hasNextPage) return null;
  const showMore = () => {
    const list = place.current?.previousElementSibling ?? undefined;
    asked.current = list && { list, count: rowsOf(list).length };
    void fetchNextPage();
  };
  return (
    <p ref={place}>
      <Button isBusy={isFetchingNextPage} onPress={showMore}>
        {say('list.more')}
      </Button>
    </p>
  );
}

const rowsOf = (list: Element) => [...list.querySelectorAll<HTMLElement>(':scope > tbody > tr, :scope > li')];

/** A row leads somewhere by its link; one without can be begun at all the same. */
function focusOn(row: HTMLElement): void {
  const link = row.querySelector<HTMLElement>('a[href]');
  if (link === null) row.tabIndex = -1;
  (link ?? row).focus();
}
