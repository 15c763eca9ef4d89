import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useFormat } from '../i18n/use-format.ts';
import { useText } from '../i18n/use-text.ts';
import { Button } from './button.tsx';
import { Notice } from './notice.tsx';
import { ProblemNotice } from './problem-notice.tsx';

interface QueryViewProps<T> {
  readonly query: Pick<UseQueryResult<T>, 'data' | 'error' | 'dataUpdatedAt' | 'refetch'>;
  readonly children: (data: T) => ReactNode;
}

/** What was asked for; until it is there, that it is on its way; when it cannot be had, why. What was once there stays, and is said to be old. */
export function QueryView<T>({ query: { data, error, dataUpdatedAt, refetch }, children }: QueryViewProps<T>) {
  const say = useText();
  const format = useFormat();
  if (data !== undefined) {
    return (
      <>
        {error !== null && (
          <div role="status">
            <Notice level="warning" title={say('query.outdated', { time: format.time(new Date(dataUpdatedAt)) })} />
          </div>
        )}
        {children(data)}
      </>
    );
  }
  if (error === null) return <p role="status">{say('query.loading')}</p>;
  return (
    <>
      <ProblemNotice error={error} isAskedAgain />
      <p>
        <Button onPress={() => void refetch()}>{say('query.try-again')}</Button>
      </p>
    </>
  );
}
