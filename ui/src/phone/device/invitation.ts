/** What an enrolment link holds; the console shows it as a QR code. */
export interface EnrolmentLink {
  server: string;
  code: string;
}

/** Reads `latarnia://enrol?server=…&code=…`; anything else is undefined. */
export function readEnrolmentLink(text: string): EnrolmentLink | undefined {
  const query = /^latarnia:\/\/enrol\/?\?(.+)$/i.exec(text.trim())?.[1];
  if (query === undefined) return undefined;
  const parts = new URLSearchParams(query);
  const [server, code] = [parts.get('server'), parts.get('code')];
  return server && code ? { server, code } : undefined;
}

/** The text somebody copied; undefined where it may not be read. */
export async function pastedText(): Promise<string | undefined> {
  try {
    return await navigator.clipboard.readText();
  } catch {
    return undefined;
  }
}
