import { isBilagProblem } from '@bilag/client';

/** The part of the form that a field belongs to. */
export type Part = 'settings' | 'credentials';

const codes: Readonly<Record<Part, string>> = { settings: 'INVALID_SETTINGS', credentials: 'INVALID_CREDENTIALS_FORM' };

/** Whether the service found this field wrong. Connectors name a field with or without the part that it is in. */
export function isBlamed(error: Error | null, part: Part, path: string): boolean {
  if (!isBilagProblem(error)) return false;
  const field = error.problem?.field;
  if (field === `${part}.${path}`) return true;
  return field === path && error.problem?.code === codes[part];
}

/** Whether the service wants the credentials once more, as the saved ones will not do. */
export const needsCredentials = (error: Error | null): boolean =>
  isBilagProblem(error, codes.credentials) && error.problem?.field === 'credentials';
