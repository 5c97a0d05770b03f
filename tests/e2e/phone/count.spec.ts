import type { Page } from "@playwright/test";

import { expect, expectAccessible, expectNoSidewaysScroll, Phone, test } from "../fixtures.ts";
import { typePin, unlock, waiting } from "./screens.ts";

interface Card {
  row: {
    id: string;
    name: string;
    tally: Record<string, number>;
    rounds: { round: string; with_result: number }[];
  };
  places: {
    id: string;
    place: { name: string };
    rounds: { round: string; result: string | null }[];
  }[];
}

/** The offset of Warsaw's clocks, as the screens send it. */
const offset = (page: Page) => page.evaluate(() => -new Date().getTimezoneOffset());

async function card(page: Page, phone: Phone): Promise<Card> {
  const clock = { offset: await offset(page) };
  const [count] = await phone.call<{ id: string }[]>("count.list", clock);
  if (!count) throw new Error("the demo town has a count that runs");
  return phone.call<Card>("count.show", { id: count.id, ...clock });
}

/** Writes down that nobody gave any answer at the open place: a tile, save. */
async function inTwoTaps(page: Page, tile: string): Promise<void> {
  await page.getByRole("button", { name: "Nowa osoba" }).click();
  const sheet = page.getByRole("dialog", { name: "Nowa osoba" });
  await sheet.getByRole("button", { name: tile }).click();
  await sheet.getByRole("button", { name: "Zapisz" }).click();
  await expect(page.getByText("Ankieta zapisana w telefonie").first()).toBeVisible();
}

for (const [width, height] of [
  [390, 844],
  [320, 640],
] as const) {
  test(`a round of the count is walked without network, ${width}×${height}`, async ({
    page,
    phone,
    server,
  }) => {
    // By day every place waits, at night a few.
    test.setTimeout(300_000);
    await page.setViewportSize({ width, height });
    await unlock(page, phone);
    phone.network.switch("off");
    const before = await card(page, phone);
    await page.getByRole("link", { name: before.row.name }).click();
    await expect(page.getByRole("heading", { name: before.row.name })).toBeVisible();
    await expectNoSidewaysScroll(page, "the count");
    await expectAccessible(page, "the count");

    const open = page.getByRole("list", { name: "Bez wyniku w tej rundzie" }).getByRole("link");
    await open.first().click();
    await expect(page.getByRole('heading', { name: 'Jeszcze bez wyniku' })).toBeVisible();
    await expectNoSidewaysScroll(page, "a place");
    await inTwoTaps(page, "Odmawia");
    await inTwoTaps(page, "Tylko widziana");

    await page.getByRole("button", { name: "Nowa osoba" }).click();
    const sheet = page.getByRole("dialog", { name: "Nowa osoba" });
    await sheet.getByRole("button", { name: "Odpowiada" }).click();
    await sheet.getByRole("button", { name: "Zacznij pytać" }).click();
    await expectNoSidewaysScroll(page, "a question");
    await expectAccessible(page, "a question");
    await sheet.getByText("Kobieta", { exact: true }).click();
    await sheet.getByText("41–60 lat").click();
    await sheet.getByLabel("Rok urodzenia").fill("1971");
    // The battery dies over the half of it.
    await expect
      .poll(async () => JSON.stringify(await phone.call("draft.list", {})))
      .toContain("1971");
    await phone.die();
    await phone.start();
    await page.reload();
    await typePin(page);
    await page.getByRole("button", { name: "Nowa osoba" }).click();
    await expect(sheet.getByRole("heading", { name: "Rok urodzenia" })).toBeVisible();
    await sheet.getByRole("button", { name: "Dalej" }).click();
    await sheet.getByText("Polskie", { exact: true }).click();
    await sheet.getByText("Nie chce odpowiedzieć").click();
    await sheet.getByRole("button", { name: "Zakończ i zapisz" }).click();
    await expect(page.getByText("Ankieta zapisana w telefonie").first()).toBeVisible();

    // Every place gets its result: there is nobody at the others.
    await page.goto(`${phone.address}/#/count`);
    await expect(page.getByRole("list", { name: "Z wynikiem" })).toBeVisible();
    for (let left = await open.count(); left > 0; left = await open.count()) {
      await open.first().click();
      await page.getByRole("button", { name: "Nikogo", exact: true }).click();
      await expect(page.getByText("Wynik zapisany: Nikogo").first()).toBeVisible();
      await page.goto(`${phone.address}/#/count`);
      await expect(page.getByRole("list", { name: "Z wynikiem" })).toBeVisible();
      await expect(open).toHaveCount(left - 1);
    }
    const after = await card(page, phone);
    const round = after.row.rounds.find((one) => one.with_result === after.places.length);
    expect(round, "a round in which every place has a result").toBeTruthy();
    const more = (what: string) => (after.row.tally[what] ?? 0) - (before.row.tally[what] ?? 0);
    expect([more("answered"), more("refused"), more("only_seen")]).toEqual([1, 1, 1]);

    phone.network.switch("on");
    await phone.call("sync.start", {});
    await expect.poll(() => waiting(phone)).toBe(0);
    const told = await server.get<Card>("nadzor", `/v1/counts/${after.row.id}`);
    expect(told.row.tally).toEqual(after.row.tally);
  });
}

test("a volunteer's phone has the count and no people, and after the close nothing", async ({
  page,
  server,
}) => {
  const phone = await Phone.enrolled(server, "wiktor");
  try {
    await unlock(page, phone, "Liczenie");
    for (const command of ["person.list", "site.list", "facility.list", "report.list"]) {
      expect(await phone.call(command, {}), command).toEqual([]);
    }
    for (const hidden of ["people", "map", "week", "tasks"]) {
      await page.goto(`${phone.address}/#/${hidden}`);
      await expect(page.getByRole("heading", { name: "Nie ma takiego ekranu" })).toBeVisible();
    }
    await page.goto(`${phone.address}/#/`);
    await page
      .getByRole("list", { name: "Bez wyniku w tej rundzie" })
      .getByRole("link")
      .first()
      .click();
    phone.network.switch("off");
    await inTwoTaps(page, "Odmawia");

    const [count] = await server.get<{ id: string; tally: { refused: number } }[]>(
      "nadzor",
      "/v1/counts",
    );
    if (!count) throw new Error("the demo town has a count that runs");
    await server.change("nadzor", "POST", `/v1/counts/${count.id}/close`, {});
    phone.network.switch("on");
    await phone.call("sync.start", {});
    await expect.poll(() => phone.call("count.list", { offset: 60 })).toEqual([]);
    await page.goto(`${phone.address}/#/`);
    await expect(page.getByText("Nie trwa żadne liczenie")).toBeVisible();
    const [closed] = await server.get<{ tally: { refused: number } }[]>("nadzor", "/v1/counts");
    expect(closed?.tally.refused, "handed over first").toBe(count.tally.refused + 1);
  } finally {
    await phone.close();
  }
});
