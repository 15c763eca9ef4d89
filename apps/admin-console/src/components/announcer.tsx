import { createContext, type ReactNode, useCallback, useContext, useMemo, useState } from 'react';

interface Announcements {
  readonly sentence: string;
  /** Of how many sentences it is the last; tells the same one apart when it is said twice. */
  readonly count: number;
  readonly announce: (sentence: string) => void;
}

const AnnouncementContext = createContext<Announcements>({ sentence: '', count: 0, announce: () => undefined });

/** Says a sentence to whoever listens instead of looking, and shows it to everybody until the next one is said. */
export function useAnnounce(): (sentence: string) => void {
  return useContext(AnnouncementContext).announce;
}

/** Lets everything below it announce what happened. */
export function Announcer({ children }: { readonly children: ReactNode }) {
  const [last, setLast] = useState({ sentence: '', count: 0 });
  const announce = useCallback((sentence: string) => setLast(({ count }) => ({ sentence, count: count + 1 })), []);
  const announcements = useMemo(() => ({ ...last, announce }), [last, announce]);
  return <AnnouncementContext value={announcements}>{children}</AnnouncementContext>;
}

/** The one place where it is shown and spoken. It is there from the beginning: screen readers do not hear one that comes with its first sentence. */
export function Announcements() {
  const { sentence, count } = useContext(AnnouncementContext);
  return (
    <div role="status" className="news">
      {sentence !== '' && <p key={count}>{sentence}</p>}
    </div>
  );
}
