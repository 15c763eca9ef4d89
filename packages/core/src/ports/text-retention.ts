/** Erases what was sent and answered once its time is over. For how long it is kept the owner of the database has said; nobody else can. */
export interface TextRetention {
  /** Whether it is this process’s turn: of several that ask at the same time one is told so. */
  begin(): Promise<boolean>;
  organizationIds(): Promise<readonly string[]>;
  /** The oldest part that is over, with an entry in the sync log. @returns how many payloads are gone, and whether nothing is left that is over. */
  erase(organizationId: string): Promise<{ readonly payloads: number; readonly isDone: boolean }>;
}
