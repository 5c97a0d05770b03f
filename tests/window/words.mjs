/** The words on the phone, as the Polish messages say them. */
import { readFileSync } from 'node:fs';

const read = (path) => JSON.parse(readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8'));
const messages = { ...read('ui/messages/pl/shared.json'), ...read('ui/messages/pl/phone.json') };
const plural = new Intl.PluralRules('pl');

/** The message with its inputs filled in. */
export function say(key, inputs = {}) {
  let text = messages[key];
  if (text === undefined) throw new Error(`there is no message ${key}`);
  if (typeof text !== 'string') text = text[0].match[`form=${plural.select(inputs.count)}`];
  return text.replace(/\{(\w+)\}/g, (_, name) => inputs[name]);
}

/** The label of a code, as a tile shows it. */
export function tile(list, key) {
  const { pl } = read(`core/codes/${list}.json`).entries.find((entry) => entry.key === key);
  return pl[0].toUpperCase() + pl.slice(1);
}
