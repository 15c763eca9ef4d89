import { Shape, type ShapeName } from './shape.tsx';

/** What a color stands for; never told by color alone. */
export type Tone = 'good' | 'warn' | 'bad' | 'busy' | 'quiet';

/** A state in words, color and shape. */
export function Badge({
  tone,
  shape,
  children,
}: {
  readonly tone: Tone;
  readonly shape: ShapeName;
  readonly children: string;
}) {
  return (
    <span className={`badge badge-${tone}`}>
      <Shape name={shape} />
      {children}
    </span>
  );
}
