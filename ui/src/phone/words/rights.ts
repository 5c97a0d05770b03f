/**
 * What somebody is told about the data (GDPR art. 13 and 14), short enough to be read aloud on the street. The
 * language is that of the person, not of the app, so these words are no messages of the interface.
 */
import texts from './rights.json';

export type RightsLanguage = 'pl' | 'uk' | 'en' | 'ru';

/** What each language calls itself. */
export const rightsLanguages: readonly { key: RightsLanguage; name: string }[] = [
  { key: 'pl', name: 'Polski' },
  { key: 'uk', name: 'Українська' },
  { key: 'en', name: 'English' },
  { key: 'ru', name: 'Русский' },
];

export interface Rights {
  title: string;
  lines: string[];
}

/** The text with the centre's name in it. */
export function rights(language: RightsLanguage, centre: string): Rights {
  const { title, lines } = texts[language];
  return { title, lines: lines.map((line) => line.replaceAll('{centre}', centre)) };
}
