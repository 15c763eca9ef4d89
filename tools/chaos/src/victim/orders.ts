/**
 * Waits for the first line on standard input: what is to go wrong in this process. It may come long after the process has loaded everything, so that one
 * that is kept ready takes a dead one's place at once. Without a line the proof is gone, and so is the process.
 */
export async function readOrders(): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  let text = '';
  const listen = (bytes: Buffer) => {
    text += bytes.toString();
    if (text.includes('\n')) resolve(text.slice(0, text.indexOf('\n')));
  };
  process.stdin.on('data', listen);
  process.stdin.once('end', () => process.exit(1));
  const line = await promise;
  process.stdin.off('data', listen);
  return line;
}
