import { useRouter } from '@tanstack/react-router';
import type { ReactNode } from 'react';

interface ConsoleLinkProps {
  /** An address of the console as the API gives it, such as `/console/organizations/nbf/status`. */
  readonly href: string;
  readonly className?: string;
  readonly children: ReactNode;
}

/** Leads to a screen whose address the service named. Another window, a new tab and the like are left to the browser. */
export function ConsoleLink({ href, className, children }: ConsoleLinkProps) {
  const router = useRouter();
  // The service names none but its own; whatever else came would be shown as words.
  if (!href.startsWith('/console/')) return <>{children}</>;
  return (
    <a
      href={href}
      className={className}
      onClick={(event) => {
        if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
        event.preventDefault();
        router.history.push(href);
      }}
    >
      {children}
    </a>
  );
}
