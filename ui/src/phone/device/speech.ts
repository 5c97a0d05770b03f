/** Reading aloud, where the phone has a voice for the language. */
const tags: Record<string, string> = { pl: 'pl-PL', uk: 'uk-UA', en: 'en-GB', ru: 'ru-RU' };

function voices(language: string): SpeechSynthesisVoice[] {
  if (typeof speechSynthesis === 'undefined') return [];
  return speechSynthesis.getVoices().filter((voice) => voice.lang.toLowerCase().startsWith(language));
}

/** Whether there is a voice on the phone itself; one on somebody's server would hear the words. */
export function canSpeak(language: string): boolean {
  return voices(language).some((voice) => voice.localService);
}

/** Reads `text`; `onend` when it is over, also if it breaks off. */
export function speak(text: string, language: string, onend: () => void): void {
  silence();
  const said = new SpeechSynthesisUtterance(text);
  said.lang = tags[language] ?? language;
  said.voice = voices(language).find((voice) => voice.localService) ?? null;
  said.rate = 0.9;
  said.onend = onend;
  said.onerror = onend;
  speechSynthesis.speak(said);
}

export function silence(): void {
  if (typeof speechSynthesis !== 'undefined') speechSynthesis.cancel();
}
