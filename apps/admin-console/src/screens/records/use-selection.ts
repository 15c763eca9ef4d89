import { useState } from 'react';

/** Which of the rows that can be selected are. */
export interface Selection {
  /** In the order of the list. What has left the list, or can no longer be selected, is not among them. */
  readonly ids: readonly string[];
  readonly isAll: boolean;
  has(id: string): boolean;
  set(id: string, isSelected: boolean): void;
  setAll(isSelected: boolean): void;
}

/** A selection among these rows. */
export function useSelection(selectable: readonly string[]): Selection {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const ids = selectable.filter((it) => chosen.has(it));
  return {
    ids,
    isAll: ids.length > 0 && ids.length === selectable.length,
    has: (id) => chosen.has(id),
    set(id, isSelected) {
      const next = new Set(ids);
      if (isSelected) next.add(id);
      else next.delete(id);
      setChosen(next);
    },
    setAll: (isSelected) => setChosen(new Set(isSelected ? selectable : [])),
  };
}
