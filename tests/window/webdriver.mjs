/** As much of the W3C WebDriver protocol as a thumb needs. */
import { until } from './until.mjs';

const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf';

export class Session {
  #base;

  /** Opens the program by the driver that listens on `port`. */
  static async open(port, binary) {
    const driver = `http://127.0.0.1:${port}`;
    await until('the driver is ready', async () => (await ask(`${driver}/status`)).ready);
    const always = { 'webkitgtk:browserOptions': { binary, args: [] } };
    const opened = await ask(`${driver}/session`, 'POST', { capabilities: { alwaysMatch: always } });
    const session = new Session();
    session.#base = `${driver}/session/${opened.sessionId}`;
    return session;
  }

  #ask(path, method, body) {
    return ask(this.#base + path, method, body);
  }

  async #find(xpath) {
    const found = await this.#ask('/elements', 'POST', { using: 'xpath', value: xpath });
    return found.map((one) => one[ELEMENT]);
  }

  /** The elements on the path that can be seen and used. */
  async #usable(xpath) {
    const usable = [];
    for (const id of await this.#find(xpath)) {
      const [isShown, isOn] = [await this.#ask(`/element/${id}/displayed`), await this.#ask(`/element/${id}/enabled`)];
      if (isShown && isOn) usable.push(id);
    }
    return usable;
  }

  /** Presses the button or link with this name, once it is there; one under an open sheet cannot be reached. */
  async press(name) {
    const xpath = `//*[self::button or self::a][@aria-label=${quoted(name)} or normalize-space()=${quoted(name)}]`;
    await until(`“${name}” can be pressed`, async () => {
      let covered;
      for (const id of await this.#usable(xpath)) {
        try {
          await this.#ask(`/element/${id}/click`, 'POST', {});
          return true;
        } catch (thrown) {
          covered = thrown;
        }
      }
      if (covered) throw covered;
      return false;
    });
  }

  /** Types into the field with this label, key by key. */
  async type(label, text) {
    const xpath = `//*[@id=//label[normalize-space()=${quoted(label)}]/@for]`;
    const id = await until(`the field “${label}” is there`, async () => (await this.#usable(xpath))[0]);
    await this.#ask(`/element/${id}/value`, 'POST', { text });
  }

  /** All that can be read on the screen. */
  async text() {
    const [body] = await this.#find('//body');
    return this.#ask(`/element/${body}/text`);
  }

  /** Waits until the screen says this. */
  async reads(words, seconds) {
    await until(`the screen says “${words}”`, async () => (await this.text()).includes(words), seconds);
  }

  /** The value of an expression in the page. */
  evaluate(expression) {
    return this.#ask('/execute/sync', 'POST', { script: `return ${expression};`, args: [] });
  }

  /** A picture of the page as PNG bytes. */
  async picture() {
    return Buffer.from(await this.#ask('/screenshot'), 'base64');
  }

  /** Closes the window. */
  close() {
    return this.#ask('', 'DELETE');
  }
}

async function ask(url, method = 'GET', body = undefined) {
  const signal = AbortSignal.timeout(30_000);
  const answer = await fetch(url, { method, signal, body: body && JSON.stringify(body) });
  const { value } = await answer.json();
  if (!answer.ok) throw new Error(`${method} ${new URL(url).pathname}: ${value.error}: ${value.message}`);
  return value;
}

/** XPath has no escapes: a text holds one kind of quote at most. */
const quoted = (text) => (text.includes("'") ? `"${text}"` : `'${text}'`);
