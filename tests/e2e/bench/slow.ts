/** What a worker waits for, from the touch to the picture, with the browser slowed down six times. */
import { gzipSync } from 'node:zlib';

import { test, type Locator, type Page } from '@playwright/test';

import { Running } from '../process.ts';
import { typePin } from '../phone/screens.ts';
import { Table } from './table.ts';

/** As much slower as a cheap phone is than this machine. */
const SLOWER = 6;
const TIMES = 15;
/** Longer than this is felt as waiting; our own choice, in milliseconds. */
const FELT = 300;
/** What may be read before the first screen is drawn, in KiB. */
const FIRST_LOAD = 120;

/** Milliseconds from a touch on `what` until something is at the path `there` and painted, by the page's own clock. */
async function untilPainted(what: Locator, there: string): Promise<number> {
  await what.waitFor();
  return what.evaluate(
    (touched, there) =>
      new Promise<number>((resolve) => {
        const began = performance.now();
        const found = () =>
          document.evaluate(there, document, null, XPathResult.FIRST_ORDERED_NODE_TYPE).singleNodeValue;
        const look = () => {
          if (found()) requestAnimationFrame(() => resolve(performance.now() - began));
          else requestAnimationFrame(look);
        };
        (touched as HTMLElement).click();
        look();
      }),
    there,
  );
}

/** A touch that does not wait until nothing moves: slowed down, something always does. */
const touch = (what: Locator): Promise<void> => what.evaluate((one) => (one as HTMLElement).click());

/** Milliseconds from the last letter of `text` until the first find is painted. */
async function untilFound(page: Page, text: string): Promise<number> {
  const field = page.getByRole('searchbox');
  await field.fill('');
  await page.getByText('Ostatnio widziani').first().waitFor();
  return field.evaluate(
    (input, text) =>
      new Promise<number>((resolve) => {
        const began = performance.now();
        const look = () => {
          const found = document.evaluate(
            "//ul[@aria-label='Znalezione']/li",
            document,
            null,
            XPathResult.FIRST_ORDERED_NODE_TYPE,
          ).singleNodeValue;
          if (found) requestAnimationFrame(() => resolve(performance.now() - began));
          else requestAnimationFrame(look);
        };
        (input as HTMLInputElement).value = text;
        input.dispatchEvent(new Event('input', { bubbles: true }));
        look();
      }),
    text,
  );
}

test('a slow phone', async ({ page }) => {
  const folder = process.env.LATARNIA_TOWN;
  if (!folder) throw new Error("LATARNIA_TOWN names the folder with a phone's files");
  const bridge = await Running.start('bridge', ['--data', folder, '--addr', '127.0.0.1:0']);
  const table = new Table();
  const scripts: string[] = [];
  page.on('request', (request) => {
    if (request.resourceType() === 'script') scripts.push(request.url());
  });
  try {
    await page.goto(bridge.address);
    await page.getByText('Wpisz PIN', { exact: true }).waitFor();
    const texts = await Promise.all(scripts.map((one) => page.request.get(one).then((got) => got.text())));
    const bytes = texts.map((text) => gzipSync(text).length).reduce((sum, one) => sum + one, 0);
    table.row('scripts before the first screen, gzip, KiB', [bytes / 1024], FIRST_LOAD);
    await typePin(page);
    const session = await page.context().newCDPSession(page);
    await session.send('Emulation.setCPUThrottlingRate', { rate: SLOWER });

    const many = async (what: string, once: () => Promise<number>): Promise<void> => {
      const samples: number[] = [];
      for (let time = 0; time < TIMES; time += 1) samples.push(await once());
      table.row(`${what}, ${SLOWER}× slower, ms`, samples, FELT);
    };
    const open = '//dialog[@open]';
    const dialog = page.getByRole('dialog');
    const start = page.getByRole('button', { name: 'Nowy kontakt' });
    await many('open a new contact', async () => {
      const took = await untilPainted(start, `${open}//button[contains(., 'Spotkanie')]`);
      await page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'detached' });
      return took;
    });
    await many('save it', async () => {
      await untilPainted(start, `${open}//button`);
      await touch(dialog.getByRole('button', { name: 'Spotkanie' }));
      const save = dialog.getByRole('button', { name: 'Zapisz', exact: true });
      const took = await untilPainted(save, '/html/body[not(.//dialog[@open])]');
      await dialog.waitFor({ state: 'detached' });
      return took;
    });
    const today = page.getByRole('link', { name: 'Dziś', exact: true });
    const everybody = page.getByRole('link', { name: 'Ludzie', exact: true });
    const listed = page.getByText('Ostatnio widziani').first();
    await many('Today from another screen', async () => {
      await touch(everybody);
      await listed.waitFor();
      return untilPainted(today, "//main//a[contains(@href, '#/site/')]");
    });
    await touch(everybody);
    await many('find a misspelt nickname among all people', () => untilFound(page, 'Misek'));
    const first = page.getByRole('list', { name: 'Znalezione' }).getByRole('link').first();
    await many('open a person with 200 contacts', async () => {
      await page.getByRole('searchbox').fill('Mieczysław Spawacz');
      const took = await untilPainted(first, "//main//h1[contains(., 'Mieczysław')]");
      await page.goBack();
      return took;
    });
    console.log(table.toString());
  } finally {
    await bridge.kill();
  }
});
