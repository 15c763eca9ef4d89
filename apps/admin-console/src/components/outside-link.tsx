import { useText } from '../i18n/use-text.ts';

interface OutsideLinkProps {
  /** An address that the service names; of another kind than these it is no link at all. */
  readonly href: string;
  readonly protocols: readonly ('https:' | 'http:')[];
  readonly children: string;
}

/** A way out of the console, in a tab of its own, which is told nothing of where one came from. */
export function OutsideLink({ href, protocols, children }: OutsideLinkProps) {
  const say = useText();
  const protocol = URL.parse(href)?.protocol;
  if (!protocols.some((it) => it === protocol)) return null;
  return (
    <a href={href} target="_blank" rel="noopener noreferrer">
      {say('link.outside', { name: children })}
    </a>
  );
}
