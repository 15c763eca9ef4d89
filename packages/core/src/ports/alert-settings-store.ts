/** When an organization is alerted, and who is told. */
export interface AlertSettings {
  /** More errors than this within 24 hours are an alert. */
  readonly errorsPerDay: number;
  /** Records that wait longer than so many hours are an alert. */
  readonly pendingHours: number;
  readonly emails: readonly string[];
  readonly webhookUrl: string | null;
}

/** Settings as administrators see them: everything but the secret. */
export interface AlertSettingsView extends AlertSettings {
  /** When the secret was last set and by whom; `null` without one. */
  readonly secretSet: { readonly at: Date; readonly by: string } | null;
  /** `null` while nobody has changed the defaults. */
  readonly updated: { readonly at: Date; readonly by: string } | null;
}

/** What holds until somebody says otherwise. */
export const defaultAlertSettings: AlertSettings = {
  errorsPerDay: 10,
  pendingHours: 48,
  emails: [],
  webhookUrl: null,
};

/** Where alert settings are kept; the secret is sealed. */
export interface AlertSettingsStore {
  read(organizationId: string): Promise<AlertSettingsView>;
  /** Without a secret the one that is set stays; it goes with the address. The change is in the sync log. */
  save(
    organizationId: string,
    settings: AlertSettings & { readonly webhookSecret?: string },
    actor: string,
    /** Called within the transaction with what is stored; what it throws ends it. */
    assertStored?: (stored: AlertSettingsView) => void,
  ): Promise<AlertSettingsView>;
}
