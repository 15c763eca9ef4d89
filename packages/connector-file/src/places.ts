import path from 'node:path';

/** Where everything of one organization is. Absolute paths, all in one file system. */
export interface Places {
  /** The organization's own folder. */
  readonly home: string;
  /** A voucher's way: waiting for the person who imports it, imported, or refused by that person. */
  readonly new: string;
  readonly booked: string;
  readonly refused: string;
  readonly receipts: string;
  /** Ours alone: drafts that nobody was promised, and one name for every voucher that was ever handed over. */
  readonly hidden: string;
  readonly drafts: string;
  readonly taken: string;
  readonly ledger: string;
}

/** Everything that belongs to the folder `home`. */
export function placesIn(home: string): Places {
  const at = (...names: readonly string[]) => path.join(home, ...names);
  return {
    home,
    new: at('new'),
    booked: at('booked'),
    refused: at('refused'),
    receipts: at('receipts'),
    hidden: at('.bilag'),
    drafts: at('.bilag', 'drafts'),
    taken: at('.bilag', 'taken'),
    ledger: at('.bilag', 'ledger.json'),
  };
}
