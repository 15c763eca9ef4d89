import fc, { type Arbitrary } from 'fast-check';

type Path = readonly string[];
type Container = Readonly<Record<string, unknown>>;

/** Characters that few programs can keep. */
const hostile = fc.constantFrom('\u0000', '\ud800', '\n');

/** What no field is prepared for, such as what it held with a hostile character after it. */
const junkInPlaceOf = (held: unknown): Arbitrary<unknown> =>
  fc.oneof(
    { weight: 3, arbitrary: hostile.map((it) => (typeof held === 'string' ? held + it : it)) },
    { weight: 1, arbitrary: hostile },
    fc.constantFrom<unknown>(null, true, 0, -1, 1.5, 1e308, 2 ** 53, '', ' ', '1e3', '12.345', [], {}, [[]]),
    fc.constantFrom('a'.repeat(5_000), "' or 1=1 --", '__proto__', 'constructor', '../..', [held], { 0: held }),
    fc.string({ unit: 'binary' }),
  );

/** The value with any one place in it left out, replaced by junk, or joined by a key that nobody asked for. */
export function broken(value: unknown): Arbitrary<unknown> {
  const place = fc.constantFrom(...pathsIn(value));
  return fc.tuple(place, fc.constantFrom('drop', 'junk', 'junk', 'extra')).chain(([path, how]) => {
    const held = path.reduce<unknown>((it, key) => (isContainer(it) ? it[key] : undefined), value);
    if (how === 'drop') return fc.constant(changed(value, path, () => undefined));
    return junkInPlaceOf(held).map((junk) => changed(value, path, () => (how === 'junk' ? junk : joined(held, junk))));
  });
}

function pathsIn(value: unknown, path: Path = []): readonly Path[] {
  if (!isContainer(value)) return [path];
  return [path, ...Object.entries(value).flatMap(([key, it]) => pathsIn(it, [...path, key]))];
}

/** The value with another one at the path; `undefined` leaves it out. */
function changed(value: unknown, [key, ...rest]: Path, change: (held: unknown) => unknown): unknown {
  if (key === undefined || !isContainer(value)) return change(value) ?? null;
  const inner = rest.length === 0 ? change(value[key]) : changed(value[key], rest, change);
  if (Array.isArray(value))
    return inner === undefined ? value.toSpliced(Number(key), 1) : value.with(Number(key), inner);
  const { [key]: _former, ...others } = value;
  return inner === undefined ? others : { ...others, [key]: inner };
}

function joined(held: unknown, junk: unknown): unknown {
  if (Array.isArray(held)) return [...held, junk];
  return isContainer(held) ? { ...held, surplus: junk } : junk;
}

const isContainer = (value: unknown): value is Container => typeof value === 'object' && value !== null;
