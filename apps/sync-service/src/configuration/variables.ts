import { basicVariables, signInVariables } from './basic-variables.ts';
import { keyVariables } from './key-variables.ts';
import type { Variables } from './variable.ts';
import { alertVariables, outgoingVariables, telemetryVariables, workVariables } from './work-variables.ts';

/** All variables in the groups in which they are told, each group with its title. */
export const variableGroups: readonly { readonly title: string; readonly variables: Variables }[] = [
  { title: 'Database, addresses and instance', variables: basicVariables },
  { title: 'Who may call', variables: signInVariables },
  { title: 'Keys', variables: keyVariables },
  { title: 'Accounting systems, receipts and webhooks', variables: outgoingVariables },
  { title: 'Alerts', variables: alertVariables },
  { title: 'Schedules and engine', variables: workVariables },
  { title: 'Telemetry', variables: telemetryVariables },
];

/** Every environment variable that the service and its command read: the schema that they are checked by. */
export const variables = {
  ...basicVariables,
  ...signInVariables,
  ...keyVariables,
  ...outgoingVariables,
  ...alertVariables,
  ...workVariables,
  ...telemetryVariables,
};

/** The type of the schema. */
export type Schema = typeof variables;
/** A name that is in the schema; no other can be read. */
export type VariableName = keyof Schema;
/** Names of variables of one type. */
export type NameOf<T extends string> = {
  [Name in VariableName]: Schema[Name] extends { readonly type: T } ? Name : never;
}[VariableName];
/** Names of texts that have a default. */
export type DefaultedName = {
  [Name in VariableName]: Schema[Name] extends { readonly type: 'text'; readonly otherwise: string } ? Name : never;
}[VariableName];
/** The words of a choice. */
export type WordOf<Name extends NameOf<'choice'>> = Schema[Name]['words'][number];
