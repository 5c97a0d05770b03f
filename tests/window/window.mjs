/** The real phone window, opened by WebKitWebDriver. */
import { readFileSync, realpathSync } from 'node:fs';

import { childRunning, end, freePort, program, start } from './process.mjs';
import { until } from './until.mjs';
import { Session } from './webdriver.mjs';

/** Opens the phone whose files lie in `folder`; programs in `programs` are found before the system's. */
export async function openWindow(folder, programs) {
  const binary = realpathSync(program('latarnia-app'));
  const port = await freePort();
  const env = {
    LATARNIA_DATA: folder,
    PATH: `${programs}:${process.env.PATH}`,
    TAURI_AUTOMATION: 'true',
    TAURI_WEBVIEW_AUTOMATION: 'true',
    // There is no desktop around it that would answer.
    GDK_BACKEND: 'x11',
    NO_AT_BRIDGE: '1',
  };
  const driver = start('WebKitWebDriver', [`--port=${port}`], { env, log: `${folder}.log` });
  try {
    const session = await Session.open(port, binary);
    const pid = await until('the app runs', () => childRunning(driver.pid, binary));
    return new Window(session, driver, pid);
  } catch (error) {
    await end(driver);
    throw new Error(`the window did not open: ${readFileSync(driver.log, 'utf8')}`, { cause: error });
  }
}

class Window {
  #driver;
  #pid;

  constructor(session, driver, pid) {
    this.page = session;
    this.#driver = driver;
    this.#pid = pid;
  }

  /** What the driver and the app said on their error streams. */
  said() {
    return readFileSync(this.#driver.log, 'utf8');
  }

  /** `kill -9`, as when the system takes the memory or the battery is out. */
  async kill() {
    process.kill(this.#pid, 'SIGKILL');
    await end(this.#driver);
  }

  /** Closes the window as a person does. */
  async close() {
    await this.page.close();
    await end(this.#driver);
  }
}
