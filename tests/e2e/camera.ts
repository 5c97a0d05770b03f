import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { chromium, type Browser, type Locator, type Page, type TestInfo } from '@playwright/test';

const WIDTH = 640;
const HEIGHT = 480;

/** The grey values of one picture a camera takes, row by row. */
export type Picture = Buffer;

/** A wall without anything on it. */
export const wall: Picture = Buffer.alloc(WIDTH * HEIGHT, 120);

/** What a hand-held camera sees of an image on a screen: small, a little turned, on a grey desk. */
export async function photographed(image: Locator): Promise<Picture> {
  const pixels = await image.evaluate(
    async (shown: HTMLImageElement, [width, height]) => {
      await shown.decode();
      const canvas = document.createElement('canvas');
      [canvas.width, canvas.height] = [width, height];
      const context = canvas.getContext('2d');
      if (!context) throw new Error('this browser does not draw');
      context.fillStyle = '#777';
      context.fillRect(0, 0, width, height);
      context.translate(width / 2 + 12, height / 2 - 8);
      context.rotate(0.09);
      context.fillStyle = '#fff';
      context.fillRect(-150, -150, 300, 300);
      context.drawImage(shown, -135, -135, 270, 270);
      const { data } = context.getImageData(0, 0, width, height);
      const greys = Array.from({ length: width * height }, (_, at) => String.fromCharCode(data[4 * at] ?? 0));
      return btoa(greys.join(''));
    },
    [WIDTH, HEIGHT] as const,
  );
  return Buffer.from(pixels, 'base64');
}

/** A browser whose camera sees one picture for ever, as a Y4M film. */
export class Camera {
  private constructor(
    private readonly folder: string,
    private readonly browser: Browser,
    private readonly use: TestInfo['project']['use'],
  ) {}

  static async seeing(picture: Picture, { project }: TestInfo): Promise<Camera> {
    const folder = await mkdtemp(join(tmpdir(), 'latarnia-film-'));
    const film = join(folder, 'film.y4m');
    const colourless = Buffer.alloc((WIDTH * HEIGHT) / 2, 128);
    const frame = [Buffer.from('FRAME\n'), picture, colourless];
    const header = Buffer.from(`YUV4MPEG2 W${WIDTH} H${HEIGHT} F20:1 Ip A1:1 C420\n`);
    await writeFile(film, Buffer.concat([header, ...frame, ...frame]));
    const { launchOptions } = project.use;
    const pretend = ['--use-fake-device-for-media-stream', `--use-file-for-fake-video-capture=${film}`];
    const browser = await chromium.launch({
      ...launchOptions,
      args: [...(launchOptions?.args ?? []), ...pretend],
    });
    return new Camera(folder, browser, project.use);
  }

  /** A page of a phone whose owner lets it use the camera, or does not. */
  async page(owner: 'allows' | 'forbids'): Promise<Page> {
    const { viewport, hasTouch, locale, timezoneId } = this.use;
    const context = await this.browser.newContext({ viewport, hasTouch, locale, timezoneId });
    // Granting one thing refuses all others.
    await context.grantPermissions(owner === 'allows' ? ['camera'] : ['geolocation']);
    await context.addInitScript(remember);
    return context.newPage();
  }

  async close(): Promise<void> {
    await this.browser.close();
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** Keeps every camera stream the page is given, so that a test can ask whether it was let go. */
export function remember(): void {
  const streams: MediaStream[] = [];
  Object.assign(window, { streams });
  const { mediaDevices } = navigator;
  const ask = mediaDevices.getUserMedia.bind(mediaDevices);
  mediaDevices.getUserMedia = async (wanted) => {
    const stream = await ask(wanted);
    streams.push(stream);
    return stream;
  };
}

/** For each time the page was given the camera, whether it is still on. */
export function lights(page: Page): Promise<boolean[]> {
  return page.evaluate(() => {
    const { streams } = window as unknown as { streams: MediaStream[] };
    return streams.map((stream) => stream.getTracks().some((track) => track.readyState === 'live'));
  });
}
