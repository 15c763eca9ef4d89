/** A screen's file could not be fetched, and the service that has it could not be reached either. */
export class ScreenNotFetchedError extends Error {
  override readonly name = 'ScreenNotFetchedError';
}

const patienceMs = 5_000;

/**
 * Fetches a screen's file. What the service no longer has was replaced by a newer console: that is left to the router, which loads the page anew, once. While the
 * service cannot be reached, loading it anew would leave nothing on the page; then a {@link ScreenNotFetchedError} is thrown, and the screen can be asked for again.
 */
export const fetched =
  <Module>(importScreen: () => Promise<Module>): (() => Promise<Module>) =>
  () =>
    importScreen().catch(async (cause: unknown) => {
      if (await isServiceReachable()) throw cause;
      throw new ScreenNotFetchedError('The screen could not be fetched.', { cause });
    });

/** Asks for something small that no cache may answer. */
async function isServiceReachable(): Promise<boolean> {
  const signal = AbortSignal.timeout(patienceMs);
  return await fetch('/console/settings.json', { cache: 'no-store', signal }).then(
    ({ ok }) => ok,
    () => false,
  );
}
