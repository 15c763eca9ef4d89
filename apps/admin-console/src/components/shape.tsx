/** Shapes that tell states apart for whoever does not tell colors apart. */
export type ShapeName =
  | 'check'
  | 'triangle'
  | 'octagon'
  | 'clock'
  | 'arrow'
  | 'question'
  | 'tray'
  | 'ring'
  | 'info'
  | 'down';

const circle = 'M8 1a7 7 0 1 1 0 14A7 7 0 0 1 8 1z';

const paths: Readonly<Record<ShapeName, readonly [filled: string, drawn: string]>> = {
  check: [circle, 'm4.8 8.3 2.2 2.2 4.3-4.8'],
  triangle: ['M8 1 15.6 14.6H.4z', 'M8 6v4M8 12v.6'],
  octagon: ['M5.1 1h5.8L15 5.1v5.8L10.9 15H5.1L1 10.9V5.1z', 'm5.6 5.6 4.8 4.8m0-4.8-4.8 4.8'],
  clock: ['', 'M8 1.8a6.2 6.2 0 1 1 0 12.4A6.2 6.2 0 0 1 8 1.8zM8 4.6V8l2.4 1.6'],
  arrow: ['', 'M2 8h11M9 4l4 4-4 4'],
  question: ['M8 .6 15.4 8 8 15.4.6 8z', 'M6.3 6.4a1.7 1.7 0 1 1 2.4 1.5c-.5.3-.7.6-.7 1.1M8 11v.5'],
  tray: ['', 'M2 9v4.5h12V9M8 2v7m-3-3 3 3 3-3'],
  ring: ['', 'M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2zM4 12l8-8'],
  down: ['', 'm4 6 4 4 4-4'],
  info: [circle, 'M8 7.2v4M8 4.6v.4'],
};

/** A small picture without words; the words stand beside it. */
export function Shape({ name }: { readonly name: ShapeName }) {
  const [filled, drawn] = paths[name];
  const isFilled = filled !== '';
  return (
    <svg className="shape" viewBox="0 0 16 16" width="1em" height="1em" aria-hidden="true" focusable="false">
      {isFilled && <path d={filled} fill="currentColor" />}
      <path
        d={drawn}
        fill="none"
        stroke={isFilled ? 'var(--shape-ink)' : 'currentColor'}
        strokeWidth="1.7"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}
