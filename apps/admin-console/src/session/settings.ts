/** What the service says about signing in. */
export interface SignInSettings {
  /** The OpenID provider. */
  readonly issuer: string;
  readonly clientId: string;
  readonly scope: string;
}

/** The addresses to which the provider may send the browser back: after signing in, and after signing out. */
export const addresses = {
  callback: () => `${location.origin}/console/callback`,
  home: () => `${location.origin}/console/`,
};

/** Reads them from the service that the page came from. */
export async function readSettings(): Promise<SignInSettings> {
  const response = await fetch('/console/settings.json');
  if (!response.ok) throw new Error(`The settings were answered ${response.status}.`);
  return await response.json();
}
