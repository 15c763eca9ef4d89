/** Ctrl-C leaves nothing behind either. */
export function endOnSignal(world: AsyncDisposable): void {
  const end = async () => {
    await world[Symbol.asyncDispose]();
    process.exit(130);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void end());
}
