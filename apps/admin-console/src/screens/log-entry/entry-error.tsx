import type { LogDetail } from '../../api/sync-logs.ts';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { useText } from '../../i18n/use-text.ts';

/** What went wrong and what to do about it; nothing when nothing did. */
export function EntryError({ entry: { errorCode, message, title, remedy } }: { readonly entry: LogDetail }) {
  const say = useText();
  if (errorCode === null) return null;
  const failure = {
    code: errorCode,
    title: title ?? errorCode,
    message: message ?? errorCode,
    remedy: remedy ?? '',
    field: null,
  };
  return <FailureNotice title={say('entry.error')} failure={failure} />;
}
