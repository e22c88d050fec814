import type { Parse } from '../parser.ts';
import { firstCharacter } from '../readers/text/first-character.ts';
import { parseCsv } from './parse-csv.ts';
import { parseJson } from './parse-json.ts';

/** testssl.sh writes JSON in two shapes and CSV; the first character tells which syntax. */
const parse: Parse = async (source, sink, limits) => {
  const { character, replay } = await firstCharacter(source);
  if (character === '{' || character === '[') await parseJson(replay, sink, limits);
  else await parseCsv(replay, sink, limits);
};

export default parse;
