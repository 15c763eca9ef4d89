import { createSocket } from 'node:dgram';

/** A name server on this machine. */
export interface NameServer extends AsyncDisposable {
  /** `127.0.0.1:…` */
  readonly address: string;
  /** The names that it was asked for, oldest first. */
  readonly asked: readonly string[];
}

/** The two kinds of addresses, as questions name them. */
const types = { A: 1, AAAA: 28 } as const;

/** Answers with the addresses that a name has here, IPv6 ones written in full; to a name that it does not know it says nothing at all. */
export async function startNameServer(
  names: Readonly<Record<string, readonly string[]>>,
  silentAbout?: keyof typeof types,
): Promise<NameServer> {
  const asked: string[] = [];
  const socket = createSocket('udp4');
  socket.on('message', (query, { port, address }) => {
    const { name, type, end } = questionOf(query);
    asked.push(name);
    const known = names[name];
    if (known === undefined || (silentAbout !== undefined && type === types[silentAbout])) return;
    const records = known.filter((it) => typeOf(it) === type).map(recordOf);
    const head = Buffer.from(query.subarray(0, 12));
    // An answer, without errors: one question, so many records, nothing else.
    for (const [at, value] of [0x81_80, 1, records.length, 0, 0].entries()) head.writeUInt16BE(value, 2 + 2 * at);
    socket.send(Buffer.concat([head, query.subarray(12, end), ...records]), port, address);
  });
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  const close = () => new Promise<void>((resolve) => socket.close(resolve));
  return { address: `127.0.0.1:${socket.address().port}`, asked, [Symbol.asyncDispose]: close };
}

function questionOf(query: Buffer) {
  const labels: string[] = [];
  let at = 12;
  for (let length = query.readUInt8(at); length > 0; length = query.readUInt8(at)) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join('.').toLowerCase(), type: query.readUInt16BE(at + 1), end: at + 5 };
}

const typeOf = (address: string) => (address.includes(':') ? types.AAAA : types.A);

/** The name of the question, A or AAAA, IN, a minute, the bytes. */
function recordOf(address: string): Buffer {
  const bytes = address.includes(':')
    ? Buffer.from(address.replaceAll(':', ''), 'hex')
    : Buffer.from(address.split('.').map(Number));
  return Buffer.concat([Buffer.from([0xc0, 0x0c, 0, typeOf(address), 0, 1, 0, 0, 0, 60, 0, bytes.length]), bytes]);
}
