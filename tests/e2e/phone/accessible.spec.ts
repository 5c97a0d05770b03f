import {
  expect,
  expectAccessible,
  expectNoSidewaysScroll,
  Phone,
  test,
  themes,
} from "../fixtures.ts";
import { everywhere } from "./everywhere.ts";
import { everywhereForVolunteers } from "./everywhereInTheCount.ts";
import { startOuting, typePin, unlock } from "./screens.ts";

test("the chosen theme is there from the first screen on", async ({ page, phone }) => {
  for (const theme of themes) {
    await phone.call("settings.change", { theme });
    await page.goto(phone.address);
    await expect(page.getByText("Wpisz PIN")).toBeVisible();
    await expect(page.locator("html")).toHaveAttribute("data-theme", theme);
  }
});

test("every screen and sheet passes axe, with contrast in every theme", async ({ page, phone }) => {
  test.setTimeout(600_000);
  await phone.call("settings.change", { language: "pl" });
  await page.goto(phone.address);
  await expect(page.getByText("Wpisz PIN")).toBeVisible();
  await expectAccessible(page, "the lock");
  await page.keyboard.type("000000");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("alert")).toContainText("To nie ten PIN");
  await expectAccessible(page, "the lock after a wrong PIN");
  await typePin(page);
  await page.getByRole("button", { name: "Zacznij wyjście" }).click();
  await expect(page.getByRole("dialog")).toBeVisible();
  await expectAccessible(page, "outing sheet");
  await page.keyboard.press("Escape");
  await startOuting(page);
  for (const [name, open] of await everywhere(phone)) {
    await open(page);
    await expectAccessible(page, name);
    await page.keyboard.press("Escape");
  }
});

test("a new phone's screens pass axe, with contrast in every theme", async ({ page, server }) => {
  const phone = await Phone.unpack(server);
  await phone.call("settings.change", { language: "pl" });
  await page.goto(phone.address);
  await page
    .getByRole("textbox", { name: "Adres serwera" })
    .fill(await server.invite("celina", phone.network));
  await expectAccessible(page, "the code");
  await page.getByRole("button", { name: "Dalej" }).click();
  await page.getByLabel("Nowy PIN").fill("135790");
  await page.getByLabel("PIN jeszcze raz").fill("135791");
  await expect(page.getByText("PIN-y się różnią")).toBeVisible();
  await expectAccessible(page, "the new PIN");
  await phone.close();
});

test("nothing scrolls sideways at 320 px", async ({ page, phone }) => {
  test.setTimeout(360_000);
  await page.setViewportSize({ width: 320, height: 640 });
  await unlock(page, phone);
  await startOuting(page);
  for (const [name, open] of await everywhere(phone)) {
    await open(page);
    await expectNoSidewaysScroll(page, name);
    await page.keyboard.press("Escape");
  }
});

test("a volunteer's phone passes axe in every theme, and nothing scrolls sideways at 320 px", async ({
  page,
  server,
}) => {
  test.setTimeout(240_000);
  const phone = await Phone.enrolled(server, "wiktor");
  await phone.call("settings.change", { language: "pl" });
  await page.setViewportSize({ width: 320, height: 640 });
  await unlock(page, phone, "Liczenie");
  for (const [name, open] of await everywhereForVolunteers(phone, server)) {
    await open(page);
    await expectAccessible(page, `${name}, on a volunteer's phone`);
    await expectNoSidewaysScroll(page, `${name}, on a volunteer's phone`);
    await page.keyboard.press("Escape");
  }
  await phone.close();
});
