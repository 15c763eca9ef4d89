import { useText } from '../../i18n/use-text.ts';
import { usePreferences } from '../../preferences/preferences.ts';
import type { Field } from './fields.ts';
import { placeWords, schemaWords } from './schema-words.ts';

/** A field in words. */
export interface FieldWords {
  readonly label: string;
  readonly hint: string | undefined;
  /** Set when the words are not in the reader's language. */
  readonly lang: string | undefined;
}

/** What a field of a connector is called in the reader's language, as far as its words are known. */
export function useFieldWords(): (field: Field) => FieldWords {
  const say = useText();
  const { language } = usePreferences();
  const wordOf = (english: string) => (language === 'nb' ? schemaWords[english] : (placeWords[english] ?? english));
  const axisOf = (axis: string) => {
    if (axis === 'costCenter') return say('record.lines.cost-center');
    return axis === 'project' ? say('record.lines.project') : axis;
  };
  return ({ path, title, axis, description, standard, isRequired, kind }) => {
    const label = wordOf(title);
    const named =
      axis === undefined ? (label ?? title) : say('connection.axis', { axis: axisOf(axis), what: label ?? title });
    const hints = [
      ...(description === undefined || (axis !== undefined && axis !== 'costCenter')
        ? []
        : [wordOf(description) ?? description]),
      ...(standard === undefined ? [] : [say('connection.standard', { value: standard })]),
      ...(kind === 'list' ? [say('connection.list')] : []),
    ];
    return {
      label: isRequired || kind === 'flag' ? named : say('connection.optional', { label: named }),
      hint: hints.length === 0 ? undefined : hints.join(' '),
      lang: label === undefined && title !== path ? 'en' : undefined,
    };
  };
}
