import type { Schemas } from '@bilag/client';
import { useState } from 'react';
import type { Integration, IntegrationChange } from '../../api/integration.ts';
import { alternativesOf, type Field, fieldsOf } from './fields.ts';
import { contentOf, type FormValues, missingIn, valuesOf } from './form-values.ts';

type Connector = Schemas['Connector'];
type Profile = Schemas['ConnectorProfile'];

/** What is typed of a connection, but for credentials. */
export interface ConnectionDraft {
  readonly names: { readonly connector: string | undefined; readonly profile: string | undefined };
  readonly settings: FormValues | undefined;
  readonly alternative: number;
  readonly isReplacing: boolean;
  /** What would have been sent before anything was typed. */
  readonly begun: string | undefined;
}

/** What is typed of a connection, and what would be sent of it. */
export interface ConnectionForm {
  readonly connector: Connector | undefined;
  readonly profile: Profile | undefined;
  readonly settingFields: readonly Field[];
  readonly credentialFields: readonly Field[];
  readonly settings: FormValues;
  readonly credentials: FormValues;
  /** Fields of which only one group is given; which group that is. */
  readonly alternatives: readonly (readonly string[])[];
  readonly alternative: number;
  /** Whether credentials are typed; otherwise the saved ones stay. */
  readonly isReplacing: boolean;
  readonly missing: { readonly settings: readonly string[]; readonly credentials: readonly string[] };
  readonly change: IntegrationChange | undefined;
  /** Whether anything is chosen or typed that is not saved. */
  readonly isChanged: boolean;
  readonly draft: ConnectionDraft;
  readonly choose: (connector: string, profile?: string) => void;
  readonly setSetting: (path: string, value: string) => void;
  readonly setCredential: (path: string, value: string) => void;
  readonly setAlternative: (index: number) => void;
  readonly setReplacing: (isReplacing: boolean) => void;
  /** Takes over settings that were picked from a list. */
  readonly take: (settings: Readonly<Record<string, unknown>>) => void;
}

/** The form of a connection, filled with what is saved, or with what had been typed. What is typed stays, whatever is refused. */
export function useConnectionForm(
  connectors: readonly Connector[],
  saved: Integration | null,
  kept?: ConnectionDraft,
): ConnectionForm {
  const savedNames = { connector: saved?.connector, profile: profileOf(saved?.settings) };
  const [names, setNames] = useState<ConnectionDraft['names']>(kept?.names ?? savedNames);
  const [settings, setSettings] = useState<FormValues | undefined>(kept?.settings);
  const [credentials, setCredentials] = useState<FormValues>({});
  const [alternative, setAlternative] = useState(kept?.alternative ?? 0);
  const [wantsToReplace, setReplacing] = useState(kept?.isReplacing ?? saved === null);
  const connector = connectors.find((it) => it.name === names.connector);
  const profile = connector?.profiles.find((it) => it.name === names.profile) ?? connector?.profiles[0];
  const isSaved = saved !== null && connector?.name === saved.connector;
  const savedSettings = isSaved && profile?.name === profileOf(saved.settings) ? saved.settings : {};
  const settingFields = profile === undefined ? [] : fieldsOf(profile.settingsSchema, savedSettings);
  const allCredentials = profile === undefined ? [] : fieldsOf(profile.credentialsSchema);
  const alternatives = profile === undefined ? [] : alternativesOf(profile.credentialsSchema);
  const credentialFields = allCredentials.flatMap((it) => asked(it, alternatives, alternative));
  const values = settings ?? valuesOf(settingFields, savedSettings);
  const isReplacing = wantsToReplace || !isSaved;
  const chosen =
    connector === undefined || profile === undefined
      ? undefined
      : {
          connector: connector.name,
          settings: { profile: profile.name, ...contentOf(settingFields, values) },
        };
  const [begun] = useState<string | undefined>(kept === undefined ? JSON.stringify(chosen) : kept.begun);
  const change = chosen && isReplacing ? { ...chosen, credentials: contentOf(credentialFields, credentials) } : chosen;
  return {
    connector,
    profile,
    settingFields,
    credentialFields,
    settings: values,
    credentials,
    alternatives,
    alternative,
    isReplacing,
    missing: {
      settings: missingIn(settingFields, values),
      credentials: isReplacing ? missingIn(credentialFields, credentials) : [],
    },
    change,
    isChanged: JSON.stringify(chosen) !== begun || hasTyped(credentials),
    draft: { names, settings, alternative, isReplacing: wantsToReplace, begun },
    choose(name, profileName) {
      setNames({ connector: name, profile: profileName });
      setSettings(undefined);
      setCredentials({});
      setAlternative(0);
    },
    setSetting: (path, value) => setSettings({ ...values, [path]: value }),
    setCredential: (path, value) => setCredentials({ ...credentials, [path]: value }),
    setAlternative,
    setReplacing,
    take: (picked) => setSettings({ ...values, ...filled(settingFields, picked) }),
  };
}

/** Whether anything is filled in. */
export const hasTyped = (values: FormValues) => Object.values(values).some((it) => it !== '');

const profileOf = (settings: Readonly<Record<string, unknown>> | undefined) =>
  typeof settings?.profile === 'string' ? settings.profile : undefined;

/** A field of a group that is not chosen is not asked for; one of the chosen group must be given. */
function asked(field: Field, alternatives: readonly (readonly string[])[], chosen: number): readonly Field[] {
  if (!alternatives.some((it) => it.includes(field.path))) return [field];
  return alternatives[chosen]?.includes(field.path) === true ? [{ ...field, isRequired: true }] : [];
}

function filled(fields: readonly Field[], picked: Readonly<Record<string, unknown>>): FormValues {
  return Object.fromEntries(Object.entries(valuesOf(fields, picked)).filter(([, value]) => value !== ''));
}
