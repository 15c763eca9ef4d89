import type { ReactNode } from 'react';

/** A fact with its name. */
export interface Fact {
  readonly name: string;
  readonly value: ReactNode;
}

/** Facts about one thing, each with its name. `figures` sets the values large. */
export function Facts({
  facts,
  look = 'lines',
}: {
  readonly facts: readonly Fact[];
  readonly look?: 'lines' | 'figures';
}) {
  return (
    <dl className={`facts facts-${look}`}>
      {facts.map(({ name, value }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
