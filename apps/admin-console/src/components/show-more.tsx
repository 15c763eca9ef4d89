import { useText } from '../i18n/use-text.ts';
import { Button } from './button.tsx';

interface ShowMoreProps {
  readonly query: {
    readonly hasNextPage: boolean;
    readonly isFetchingNextPage: boolean;
    readonly fetchNextPage: () => Promise<unknown>;
  };
}

/** The next page of a list below what is there already; nothing at its end. */
export function ShowMore({ query: { hasNextPage, isFetchingNextPage, fetchNextPage } }: ShowMoreProps) {
  const say = useText();
  if (!hasNextPage) return null;
  return (
    <p>
      <Button isBusy={isFetchingNextPage} onPress={() => void fetchNextPage()}>
        {say('list.more')}
      </Button>
    </p>
  );
}
