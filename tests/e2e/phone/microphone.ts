import type { Page } from '@playwright/test';

import { expect } from '../fixtures.ts';

/** Gives the open page a microphone that hums, whatever the browser allows and has. */
export async function hum(page: Page): Promise<void> {
  await page.evaluate(() => {
    navigator.mediaDevices.getUserMedia = async () => {
      const room = new AudioContext();
      const tone = room.createOscillator();
      const heard = room.createMediaStreamDestination();
      tone.connect(heard);
      tone.start();
      await room.resume();
      return heard.stream;
    };
  });
}

/** Begins a note by voice in the open sheet; done when two seconds are heard. */
export async function speak(page: Page): Promise<void> {
  await hum(page);
  const sheet = page.getByRole('dialog');
  await sheet.getByRole('button', { name: 'Nagraj notatkę' }).click();
  await expect(sheet.getByText(/^0:0[2-9] \/ 2:00/)).toBeVisible();
}

/** Ends the note by voice in the open sheet; done when it is on the phone. */
export async function fallSilent(page: Page): Promise<void> {
  const sheet = page.getByRole('dialog');
  await sheet.getByRole('button', { name: 'Zakończ nagrywanie' }).click();
  await expect(sheet.getByText(/^Nagranie w telefonie/)).toBeVisible();
}
