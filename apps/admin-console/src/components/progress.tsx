import { useId } from 'react';

/** How much of something is done. */
export function Progress({
  label,
  done,
  of,
  text,
}: {
  readonly label: string;
  readonly done: number;
  readonly of: number;
  readonly text: string;
}) {
  const id = useId();
  return (
    <div className="progress">
      <label htmlFor={id}>{label}</label>
      <progress id={id} value={done} max={Math.max(1, of)} aria-valuetext={text} />
      <p>{text}</p>
    </div>
  );
}
