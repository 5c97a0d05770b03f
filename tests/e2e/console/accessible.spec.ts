import type { BrowserContext } from "@playwright/test";

import { expect, expectAccessible, expectNoSidewaysScroll, test, themes } from "../fixtures.ts";
import type { CityServer } from "../town.ts";
import { makeDoubts } from "./doubts.ts";
import { everywhere } from "./everywhere.ts";

async function signedIn(
  context: BrowserContext,
  server: CityServer,
  name = "nadzor",
): Promise<void> {
  const [key = "", value = ""] = (await server.signIn(name)).split(/=(.*)/s);
  await context.addCookies([{ name: key, value, url: server.address }]);
}

test("the chosen theme is there from the first screen on", async ({ page, server }) => {
  for (const theme of themes) {
    await page.goto(server.address);
    await page.evaluate((name) => localStorage.setItem("latarnia.theme", name), theme);
    await page.reload();
    await expect(page.getByLabel("Hasło")).toBeVisible();
    await expect(page.locator("html")).toHaveAttribute("data-theme", theme);
  }
});

test("every screen and dialog passes axe, with contrast in every theme", async ({
  context,
  page,
  phone,
  server,
}) => {
  test.setTimeout(420_000);
  await page.goto(server.address);
  await expect(page.getByLabel("Hasło")).toBeVisible();
  await expectAccessible(page, "sign-in");
  await page.getByRole("button", { name: "Zaloguj" }).click();
  await expect(page.getByText("Wpisz nazwę użytkownika")).toBeVisible();
  await expectAccessible(page, "sign-in with nothing typed");
  await signedIn(context, server);
  await page.reload();
  for (const [name, open] of await everywhere(server, await makeDoubts(server, phone))) {
    await open(page);
    await expectAccessible(page, name);
  }
  await signedIn(context, server, "admin");
  await page.goto(`${server.address}/#/people`);
  await page.reload();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Brak dostępu");
  await expectAccessible(page, "what a role may not open");
});

test("nothing scrolls sideways at 320 px", async ({ context, page, phone, server }) => {
  test.setTimeout(420_000);
  await page.setViewportSize({ width: 320, height: 640 });
  await page.goto(server.address);
  await expect(page.getByLabel("Hasło")).toBeVisible();
  await expectNoSidewaysScroll(page, "sign-in");
  await signedIn(context, server);
  await page.reload();
  for (const [name, open] of await everywhere(server, await makeDoubts(server, phone))) {
    await open(page);
    await expectNoSidewaysScroll(page, name);
  }
});
