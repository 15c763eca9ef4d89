import { isBilagProblem } from '@bilag/client';
import { Outlet } from '@tanstack/react-router';
import { useRef } from 'react';
import { useOrganizations } from '../api/organizations.ts';
import { Announcements } from '../components/announcer.tsx';
import { QueryView } from '../components/query-view.tsx';
import { useText } from '../i18n/use-text.ts';
import { NoRightsPage } from '../session/no-rights-page.tsx';
import { SessionClock } from '../session/session-clock.tsx';
import { Footer } from './footer.tsx';
import { Header } from './header.tsx';
import { Navigation } from './navigation.tsx';
import { OfflineNotice } from './offline-notice.tsx';

/** What stands around every screen. Whom the service tells nothing about any organization, is told that instead. */
export function Shell() {
  const say = useText();
  const organizations = useOrganizations();
  const main = useRef<HTMLElement>(null);
  const { error } = organizations;
  if (isBilagProblem(error) && (error.status === 401 || error.status === 403)) return <NoRightsPage />;
  return (
    <>
      <a
        href="#main"
        className="skip-link"
        onClick={(event) => {
          event.preventDefault();
          main.current?.focus();
        }}
      >
        {say('shell.skip')}
      </a>
      <Header organizations={organizations.data ?? []} />
      <Navigation />
      <main id="main" ref={main} tabIndex={-1}>
        <SessionClock />
        <OfflineNotice />
        <Announcements />
        <QueryView query={organizations}>{() => <Outlet />}</QueryView>
      </main>
      <Footer />
    </>
  );
}
