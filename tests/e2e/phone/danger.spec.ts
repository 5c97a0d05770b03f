import type { Page } from "@playwright/test";

import { expect, expectNoSidewaysScroll, PIN, type Phone, test } from "../fixtures.ts";
import { SIZES, turn, typePin, unlock, withoutDialler } from "./screens.ts";

const danger = (page: Page) => page.getByRole("dialog", { name: "Interwencja" });
const sos = (page: Page) => page.getByRole("button", { name: "SOS, interwencja" }).last();

/** The interventions, by the task each one leaves. */
async function interventions(phone: Phone): Promise<string[]> {
  const tasks = await phone.call<{ task: { intervention?: string } }[]>("task.list", {
    today: "2026-01-01",
  });
  return tasks.flatMap((one) => one.task.intervention ?? []);
}
const versions = (phone: Phone, id: string) =>
  phone.call<{ form: Record<string, unknown>; changed: string[] }[]>("event.versions", { id });

/** The phone knows where it is only when `fixAt` says so. */
async function withSlowPosition(page: Page): Promise<void> {
  await page.addInitScript(() => {
    navigator.geolocation.getCurrentPosition = (found) =>
      window.addEventListener(
        "test:fix",
        (event) => {
          const coords = (event as CustomEvent<GeolocationCoordinates>).detail;
          found({ coords, timestamp: Date.now() } as GeolocationPosition);
        },
        { once: true },
      );
  });
}
async function fixAt(page: Page, lat: number, lon: number): Promise<void> {
  const coords = { latitude: lat, longitude: lon, accuracy: 9 };
  await page.evaluate(
    (detail) => window.dispatchEvent(new CustomEvent("test:fix", { detail })),
    coords,
  );
}

/** Calls 112 and comes back to a phone that locked itself meanwhile. */
async function callForLong(page: Page, phone: Phone): Promise<string> {
  await danger(page).getByRole("link", { name: /^112/ }).click();
  const called =
    (await danger(page)
      .getByText(/^Wezwane o/)
      .textContent()) ?? "";
  await turn(page, "hidden");
  await page.clock.fastForward("03:00");
  await turn(page, "visible");
  await expect(page.getByText("Telefon zablokował się sam", { exact: false })).toBeVisible();
  expect(await phone.call<{ state: string }>("session.show", {})).toMatchObject({
    state: "locked",
  });
  return called;
}

test("a call to 112 that outlasts the lock leaves the intervention as it was", async ({
  page,
  phone,
}) => {
  await page.clock.install();
  await withoutDialler(page);
  await unlock(page, phone);
  phone.network.switch("off");
  await sos(page).click();
  const called = await callForLong(page, phone);

  await page.keyboard.type(PIN);
  await page.keyboard.press("Enter");
  await expect(danger(page).getByText(called)).toBeVisible();
  expect(called).toMatch(/\d\d:\d\d/);

  await test.step("closed and touched again, also after the page died", async () => {
    await page.keyboard.press("Escape");
    await expect(danger(page)).toHaveCount(0);
    await sos(page).click();
    await expect(danger(page).getByText(called)).toBeVisible();
    await page.reload();
    await expect(danger(page).getByText(called)).toBeVisible();
  });

  await test.step("and another danger has a form of its own", async () => {
    await danger(page).getByRole("button", { name: "Inna sprawa: nowa interwencja" }).click();
    await expect(danger(page).getByText("Dotknij, żeby zadzwonić")).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(page.getByText(/Niedokończona interwencja z/)).toBeVisible();
  });

  await test.step("until it is thrown away", async () => {
    await page.getByRole("button", { name: "Odrzuć" }).click();
    await expect(page.getByText(/Niedokończona interwencja z/)).toHaveCount(0);
    await sos(page).click();
    await expect(danger(page).getByText("Dotknij, żeby zadzwonić")).toBeVisible();
  });
});

test("what was half-typed of an evening long ago is offered, and opens by itself no more", async ({
  page,
  phone,
}) => {
  await page.clock.install();
  await withoutDialler(page);
  await unlock(page, phone);
  await sos(page).click();
  await callForLong(page, phone);
  await page.clock.fastForward("03:05:00");
  await typePin(page);
  await expect(page.getByText(/Niedokończona interwencja z/)).toBeVisible();
  await expect(danger(page)).toHaveCount(0);
});

test("SOS is one touch away from every sheet, and what was typed below is there afterwards", async ({
  page,
  phone,
}) => {
  await withoutDialler(page);
  await unlock(page, phone);
  phone.network.switch("off");
  await page.getByRole("button", { name: "Nowy kontakt" }).click();
  const contact = page.getByRole("dialog", { name: "Nowy kontakt" });
  await contact.getByRole("button", { name: "Spotkanie" }).click();
  await contact.getByRole("button", { name: /^Notatka/ }).click();
  await contact.getByRole("textbox", { name: "Notatka" }).fill("Kaszle");

  await contact.getByRole("button", { name: "SOS, interwencja" }).click();
  await expect(danger(page).getByRole("button", { name: /SOS/ })).toHaveCount(0);
  await danger(page).getByRole("link", { name: /^112/ }).click();
  await danger(page).getByText("Wychłodzenie", { exact: false }).first().click();
  await danger(page).getByRole("button", { name: "Zapisz", exact: true }).click();
  await expect(danger(page)).toHaveCount(0);
  await expect(contact.getByRole("textbox", { name: "Notatka" })).toHaveValue("Kaszle");
  await contact.getByRole("button", { name: "Zapisz", exact: true }).click();
  await expect(page.getByText("Kontakt zapisany w telefonie")).toBeVisible();
});

for (const size of SIZES) {
  test(`services are called straight, and the own position is read out, on ${size.width} × ${size.height}`, async ({
    page,
    phone,
  }) => {
    await page.setViewportSize(size);
    await page.context().grantPermissions(["geolocation"]);
    await page.context().setGeolocation({ latitude: 51.95012, longitude: 19.4203, accuracy: 12 });
    await withoutDialler(page);
    await unlock(page, phone);
    phone.network.switch("off");
    const before = await interventions(phone);
    await sos(page).click();
    const numbers = ["999", "997", "986", "998"];
    for (const number of numbers) {
      const tile = danger(page).getByRole("link", { name: new RegExp(`^${number}`) });
      expect(await tile.getAttribute("href")).toBe(`tel:${number}`);
      const box = await tile.boundingBox();
      expect(
        Math.min(box?.width ?? 0, box?.height ?? 0),
        `${number} under a glove`,
      ).toBeGreaterThanOrEqual(56);
    }
    await expect(danger(page).getByText("51,95012° N")).toBeVisible();
    await expect(danger(page).getByText("19,42030° E")).toBeVisible();
    await expect(danger(page).getByText("z dokładnością 10 m", { exact: true })).toBeVisible();

    await danger(page).getByRole("link", { name: /^999/ }).click();
    await expect(danger(page).getByRole("button", { name: /^wezwane: \d\d:\d\d/ })).toBeVisible();
    await expect(
      danger(page).getByText("Dotknij, żeby zadzwonić"),
      "112 was not called",
    ).toBeVisible();
    await expect(danger(page).getByRole("link", { name: /^999.*wezwane/ })).toBeVisible();
    await expectNoSidewaysScroll(page, "the intervention");
    await danger(page).getByText("Wychłodzenie", { exact: false }).first().click();
    await danger(page).getByRole("button", { name: "Zapisz", exact: true }).click();
    await expect(page.getByText(/Interwencja zapisana/)).toBeVisible();
    const [id = ""] = (await interventions(phone)).filter((one) => !before.includes(one));
    const [saved] = await versions(phone, id);
    expect(saved?.form).toMatchObject({
      services: ["ambulance"],
      called_at: { ms: expect.any(Number) },
    });
  });
}

test("a position that comes after saving is in the record, and is no correction", async ({
  page,
  phone,
}) => {
  await withSlowPosition(page);
  await withoutDialler(page);
  await unlock(page, phone);
  phone.network.switch("off");
  const sites = await phone.call<
    { id: string; name: string; position: { lat: number; lon: number } }[]
  >("site.list", {});
  const site = sites.find((one) => one.position);
  if (!site) throw new Error("the demo town has sites on the map");

  await test.step("of a contact in two touches: the site one stood at", async () => {
    await page.getByRole("button", { name: "Nowy kontakt" }).click();
    const contact = page.getByRole("dialog", { name: "Nowy kontakt" });
    await expect(contact.getByText("Szukam", { exact: false }).first()).toBeVisible();
    await contact.getByRole("button", { name: "Spotkanie" }).click();
    await contact.getByRole("button", { name: "Zapisz", exact: true }).click();
    await expect(page.getByText("Kontakt zapisany w telefonie")).toBeVisible();
    const ofSite = async () =>
      (
        await phone.call<{ history: { id: string; kind: string; form: { site?: string } }[] }>(
          "site.show",
          { id: site.id },
        )
      ).history;
    const before = (await ofSite()).length;
    await fixAt(page, site.position.lat, site.position.lon);
    await expect.poll(async () => (await ofSite()).length).toBe(before + 1);
    expect((await ofSite())[0]).toMatchObject({ kind: "contact", form: { site: site.id } });
    await page.goto(`${phone.address}/#/site/${site.id}`);
    await page
      .getByRole("button", { name: /^2 wersje/ })
      .first()
      .click();
    const dialog = page.getByRole("dialog", { name: "Poprzednie wersje" });
    await expect(dialog.getByText("Telefon znalazł miejsce")).toBeVisible();
    await expect(dialog.getByText("Poprawione")).toHaveCount(0);
    await page.keyboard.press("Escape");
    await page.goto(`${phone.address}/#/`);
  });

  await test.step("of an intervention: the point", async () => {
    const before = await interventions(phone);
    await sos(page).click();
    await danger(page).getByText("Wychłodzenie", { exact: false }).first().click();
    await danger(page).getByRole("button", { name: "Zapisz", exact: true }).click();
    await expect(page.getByText(/Interwencja zapisana/)).toBeVisible();
    const [id = ""] = (await interventions(phone)).filter((one) => !before.includes(one));
    expect((await versions(phone, id))[0]?.form).not.toHaveProperty("position");
    await fixAt(page, 52.5, 18.25);
    await expect
      .poll(async () => (await versions(phone, id))[0]?.form["position"])
      .toMatchObject({ lat: 52.5, lon: 18.25, accuracy_m: 9 });
  });
});

for (const size of SIZES) {
  test(`whom an intervention is about and where is said with big touches, on ${size.width} × ${size.height}`, async ({
    page,
    phone,
  }) => {
    await page.setViewportSize(size);
    await withoutDialler(page);
    await unlock(page, phone);
    phone.network.switch("off");
    const people = await phone.call<{ id: string; label: string; last_seen: number | null }[]>(
      "person.list",
      {},
    );
    const met = people.find((one) => one.last_seen !== null);
    const sites = await phone.call<{ id: string; name: string }[]>("site.list", {});
    const site = sites.find((one) => one.name);
    if (!met || !site) throw new Error("the demo town has people and sites");
    const saved = async (before: string[]) => {
      const fresh = async () => (await interventions(phone)).filter((one) => !before.includes(one));
      await expect.poll(fresh).toHaveLength(1);
      const [id = ""] = await fresh();
      return (await versions(phone, id))[0]?.form;
    };
    const name = (text: string) => new RegExp(`^${text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}`);

    await test.step("somebody met lately, and a site by its name", async () => {
      const before = await interventions(phone);
      await sos(page).click();
      await danger(page).getByText("Wychłodzenie", { exact: false }).first().click();
      await danger(page)
        .getByRole("button", { name: /^Kto: Nikt znany/ })
        .click();
      const hit = danger(page)
        .getByRole("list", { name: "Ostatnio spotkani" })
        .getByRole("button", { name: name(met.label) });
      expect((await hit.boundingBox())?.height ?? 0, "under a glove").toBeGreaterThanOrEqual(48);
      await hit.click();
      await danger(page)
        .getByRole("button", { name: /^Miejsce: / })
        .click();
      await danger(page).getByRole("searchbox", { name: "Szukaj miejsca" }).fill(site.name);
      await danger(page)
        .getByRole("list", { name: "Szukaj miejsca" })
        .getByRole("button", { name: site.name })
        .first()
        .click();
      await expectNoSidewaysScroll(page, "whom and where");
      await danger(page).getByRole("button", { name: "Zapisz", exact: true }).click();
      await expect(page.getByText(/Interwencja zapisana/)).toBeVisible();
      expect(await saved(before)).toMatchObject({ person: met.id, site: site.id });
    });

    await test.step("from the person's screen it is filled", async () => {
      const before = await interventions(phone);
      await page.goto(`${phone.address}/#/person/${met.id}`);
      await expect(page.getByRole("heading", { name: met.label })).toBeVisible();
      await sos(page).click();
      await expect(danger(page).getByRole("button", { name: name(`Kto: ${met.label}`) })).toBeVisible();
      await danger(page).getByText("Wychłodzenie", { exact: false }).first().click();
      await danger(page).getByRole("button", { name: "Zapisz", exact: true }).click();
      await expect(page.getByText(/Interwencja zapisana/)).toBeVisible();
      expect(await saved(before)).toMatchObject({ person: met.id });
    });

    await test.step("within a contact both survive the page, and are saved together", async () => {
      const before = await interventions(phone);
      await page.goto(`${phone.address}/#/`);
      await page.getByRole("button", { name: "Nowy kontakt" }).click();
      const contact = page.getByRole("dialog", { name: "Nowy kontakt" });
      await contact.getByRole("button", { name: "Spotkanie" }).click();
      await contact.getByRole("button", { name: "Interwencja", exact: true }).click();
      await contact.getByRole("button", { name: "Otwórz kartę interwencji" }).click();
      await danger(page).getByRole("link", { name: /^112/ }).click();
      const stamp = danger(page).getByRole("button", { name: /^wezwane: \d\d:\d\d/ });
      await expect(stamp).toBeVisible();
      await expect
        .poll(async () => JSON.stringify(await phone.call("draft.list", {})), { timeout: 10_000 })
        .toContain("emergency_112");
      await page.reload();
      await expect(stamp).toBeVisible();
      await danger(page).getByText("Wychłodzenie", { exact: false }).first().click();
      await danger(page).getByRole("button", { name: "Dołącz do kontaktu" }).click();
      await expect(danger(page)).toHaveCount(0);
      await contact.getByRole("button", { name: "Zapisz", exact: true }).click();
      await expect(page.getByText("Kontakt zapisany w telefonie")).toBeVisible();
      const form = await saved(before);
      expect(form).toMatchObject({ reason: "hypothermia", services: ["emergency_112"] });
      expect(form).toHaveProperty("contact");
      await expect(page.getByText(/Niedokończon/)).toHaveCount(0);
    });
  });
}
