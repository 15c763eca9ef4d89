import { useState } from 'react';
import { type ErrorCode, type RetrySelection, useFailedCount, useRetry } from '../../api/records.ts';
import { useAnnounce } from '../../components/announcer.tsx';
import { Button } from '../../components/button.tsx';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { useFocusHeadingWhenGone } from '../../components/use-focus-heading.ts';
import { useText } from '../../i18n/use-text.ts';
import type { RecordsSearch } from './search.ts';
import type { Selection } from './use-selection.ts';

interface RetryBarProps {
  readonly organizationId: string;
  readonly selection: Selection;
  /** What the list is filtered by. */
  readonly search: RecordsSearch;
}

/** Tries failed records again: those that are selected, or all that failed with the error that the list is filtered by, after saying how many. */
export function RetryBar({ organizationId, selection, search: { code, show, sourceId, search, kind } }: RetryBarProps) {
  const say = useText();
  const announce = useAnnounce();
  const retry = useRetry(organizationId);
  const [asked, setAsked] = useState<RetrySelection>();
  useFocusHeadingWhenGone();
  const ask = (what: RetrySelection) => {
    retry.reset();
    setAsked(what);
  };
  const carryOut = () => {
    if (asked === undefined) return;
    retry.mutate(asked, {
      onSuccess({ count }) {
        setAsked(undefined);
        selection.setAll(false);
        announce(say('records.retried', { count }));
      },
    });
  };
  return (
    <div role="group" aria-label={say('records.retry.bar')} className="bar">
      <label className="tick">
        <input type="checkbox" checked={selection.isAll} onChange={(event) => selection.setAll(event.target.checked)} />
        {say('records.select-all')}
      </label>
      <span role="status">{say('records.selected', { count: selection.ids.length })}</span>
      <Button
        variant="primary"
        disabledReason={selection.ids.length === 0 ? say('records.retry-selected.none') : undefined}
        onPress={() => ask({ recordIds: selection.ids })}
      >
        {say('records.retry-selected')}
      </Button>
      <Button onPress={() => ask(code === undefined ? {} : { code })}>{say('records.retry-all')}</Button>
      <ConfirmDialog
        isOpen={asked !== undefined}
        title={say('records.retry.question')}
        confirm={say('records.retry.confirm')}
        isBusy={retry.isPending}
        error={retry.error}
        onConfirm={carryOut}
        onCancel={() => setAsked(undefined)}
      >
        {asked !== undefined && 'recordIds' in asked && (
          <p>{say('records.retry.count', { count: asked.recordIds.length })}</p>
        )}
        {asked !== undefined && !('recordIds' in asked) && (
          <AllCount
            organizationId={organizationId}
            code={asked.code}
            isBeyondList={(sourceId ?? search ?? kind) !== undefined || (show !== undefined && show !== 'failed')}
          />
        )}
      </ConfirmDialog>
    </div>
  );
}

interface AllCountProps {
  readonly organizationId: string;
  readonly code: ErrorCode | undefined;
  /** Whether the list is filtered by something that «all» is not. */
  readonly isBeyondList: boolean;
}

/** How many all are: more than the list shows, perhaps. */
function AllCount({ organizationId, code, isBeyondList }: AllCountProps) {
  const say = useText();
  return (
    <QueryView query={useFailedCount(organizationId, code)}>
      {(count) => (
        <>
          <p role="status">{say('records.retry.count', { count })}</p>
          {code !== undefined && <p>{say('records.code', { code })}</p>}
          {isBeyondList && count > 0 && <p>{say('records.retry.beyond')}</p>}
        </>
      )}
    </QueryView>
  );
}
