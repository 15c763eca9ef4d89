import type { ReactNode } from 'react';
import { useText } from '../i18n/use-text.ts';
import { Shape, type ShapeName } from './shape.tsx';

/** How much it matters. */
export type NoticeLevel = 'info' | 'success' | 'warning' | 'danger';

const shapes: Readonly<Record<NoticeLevel, ShapeName>> = {
  info: 'info',
  success: 'check',
  warning: 'triangle',
  danger: 'octagon',
};

/** Something that the reader should know, told by a shape and a word as well as by its color. */
export function Notice({
  level,
  title,
  children,
}: {
  readonly level: NoticeLevel;
  readonly title: string;
  readonly children?: ReactNode;
}) {
  const say = useText();
  return (
    <div className={`notice notice-${level}`}>
      <Shape name={shapes[level]} />
      <div className="notice-text">
        <p className="notice-title">
          <span className="visually-hidden">{say(`notice.${level}`)} </span>
          {title}
        </p>
        {children}
      </div>
    </div>
  );
}
