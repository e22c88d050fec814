import { dateWords } from './types/board-pack/words.ts';

/** What the API says about reports, in English. */
export const reportText = {
  notBuilt: (type: string) => `Reports of type ${type} are not built yet. BOARD_PACK is.`,
  formats: (type: string, has: readonly string[]) => `${type} is made as ${has.join(' and ')}`,
  noFramework: 'only COMPLIANCE speaks of a framework',
  verifyTooLarge: 'The file is larger than any report of this platform.',
  verifyFileMissing: 'Send one file in the part "file", or its SHA-256 as JSON.',
  notYet: 'The report is still being made. Try again in a moment.',
  failed: 'This report could not be made; there is nothing to download.',
  noFormat: (format: string, has: readonly string[]) =>
    `This report has no ${format}; it was made as ${has.join(' and ')}.`,
  gaveUp:
    'The report could not be made after several attempts. Ask for it again; if that fails too, tell your administrator.',
  unrenderable: 'The report could not be set from the data.',
  boardPack: (from: string, to: string) => `Board pack, ${dateWords(from)} to ${dateWords(to)}`,
  boardPackOf: (name: string, to: string) => `Board pack of ${name}, ${dateWords(to)}`,
};
