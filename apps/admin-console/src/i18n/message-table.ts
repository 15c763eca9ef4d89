/** Languages of the console. */
export const languages = ['nb', 'en'] as const;

/** A language of the console. */
export type Language = (typeof languages)[number];

/** What a screen says, each sentence in every language, side by side. ICU message syntax. */
export type MessageTable = Readonly<Record<string, Readonly<Record<Language, string>>>>;
