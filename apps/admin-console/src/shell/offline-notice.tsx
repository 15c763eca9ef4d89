import { useSyncExternalStore } from 'react';
import { Notice } from '../components/notice.tsx';
import { useText } from '../i18n/use-text.ts';

/** Says that the browser is offline, for as long as it is. */
export function OfflineNotice() {
  const say = useText();
  const isOnline = useSyncExternalStore(subscribe, () => navigator.onLine);
  return <div role="status">{!isOnline && <Notice level="warning" title={say('shell.offline')} />}</div>;
}

function subscribe(listener: () => void): () => void {
  const names = ['online', 'offline'] as const;
  for (const name of names) window.addEventListener(name, listener);
  return () => {
    for (const name of names) window.removeEventListener(name, listener);
  };
}
