import type { Locator, Page } from "@playwright/test";

import { expect, Phone, test } from "../fixtures.ts";
import { SIZES, startOuting, Thumb, unlock, waiting, withoutDialler } from "./screens.ts";

interface Task {
  task: { due: string; intervention?: string };
  danger: string | null;
}
interface Entry {
  kind: string;
  form: Record<string, unknown>;
  given: { kind: string }[];
}

/** Today and the days around it, as forms write them. */
const day = (from = 0): string => {
  const at = new Date(Date.now() + from * 86_400_000);
  return new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Warsaw" }).format(at);
};

for (const size of SIZES) {
  test(`E4: danger to life in six touches, without network, on ${size.width} × ${size.height}`, async ({
    page,
    phone,
  }) => {
    await page.setViewportSize(size);
    await withoutDialler(page);
    await unlock(page, phone);
    phone.network.switch("off");
    const thumb = new Thumb();
    await thumb.touch(page.getByRole("button", { name: /SOS/ }));
    const sheet = page.getByRole("dialog", { name: "Interwencja" });
    await thumb.touch(sheet.getByRole("link", { name: /112/ }));
    await thumb.touch(sheet.getByRole("button", { name: /przyjechali/i }));
    await thumb.touch(sheet.getByRole("button", { name: /przekazan/i }));
    await sheet.getByRole("textbox", { name: "Szpital" }).fill("Szpital Miejski");
    await thumb.touch(sheet.getByText("Wychłodzenie", { exact: false }).first());
    await thumb.touch(sheet.getByRole("button", { name: "Zapisz" }));
    await expect(page.getByText(/Interwencja zapisana/)).toBeVisible();
    expect(thumb.taps).toBeLessThanOrEqual(6);

    const tasks = await phone.call<Task[]>("task.list", { today: day() });
    const followUp = tasks.find((one) => one.task.intervention !== undefined);
    expect(followUp).toMatchObject({ danger: "hypothermia", task: { due: day(1) } });
    await page.goto(`${phone.address}/#/tasks`);
    await expect(page.getByText(/po interwencji: wychłodzenie/)).toBeVisible();
  });
}

/** A site where nobody was ever met. */
async function withoutContacts(phone: Phone): Promise<string> {
  for (const { id } of await phone.call<{ id: string }[]>("site.list", {})) {
    const { history } = await phone.call<{ history: Entry[] }>("site.show", { id });
    if (history.every(({ kind }) => kind !== "contact")) return id;
  }
  throw new Error("the demo town has sites where nobody was met");
}

for (const size of SIZES) {
  test(`E1: a contact without a name in two touches, without network, on ${size.width} × ${size.height}`, async ({
    page,
    phone,
  }) => {
    await page.setViewportSize(size);
    await unlock(page, phone);
    phone.network.switch("off");
    await startOuting(page);
    const before = await waiting(phone);
    await page.getByRole("button", { name: "Nowy kontakt" }).click();
    const sheet = page.getByRole("dialog", { name: "Nowy kontakt" });
    const thumb = new Thumb();
    await thumb.touch(sheet.getByRole("button", { name: "Tylko widziany" }));
    await thumb.touch(sheet.getByRole("button", { name: "Zapisz", exact: true }));
    await expect(page.getByText("Kontakt zapisany w telefonie")).toBeVisible();
    expect(thumb.taps).toBeLessThanOrEqual(2);
    expect(await waiting(phone)).toBe(before + 1);
    const { outing } = await phone.call<{ outing: { contacts: number } }>("today.show", {});
    expect(outing.contacts).toBe(1);
  });

  test(`E5: from an observation to a case and a bed, on the person's terms, on ${size.width} × ${size.height}`, async ({
    page,
    phone,
  }) => {
    await page.setViewportSize(size);
    await unlock(page, phone);
    phone.network.switch("off");
    const site = await withoutContacts(phone);
    const contact = page.getByRole("dialog", { name: "Nowy kontakt" });
    const saveContact = async () => {
      await contact.getByRole("button", { name: "Zapisz", exact: true }).click();
      await expect(contact).toHaveCount(0);
    };

    await test.step("no name and no shelter, but tea and a sleeping bag", async () => {
      await page.goto(`${phone.address}/#/site/${site}`);
      await page.getByRole("button", { name: "Kontakt tutaj" }).click();
      await contact.getByRole("button", { name: "Spotkanie" }).click();
      await contact.getByRole("button", { name: "Co dano" }).click();
      await contact.getByRole("button", { name: /woda/i }).first().click();
      await contact.getByRole("button", { name: /śpiwór/i }).first().click();
      await contact.getByRole("button", { name: "Zgoda albo odmowa" }).click();
      await contact.getByText("Odmowa", { exact: true }).last().click();
      for (const what of ["Podania imienia", "Schronienia"]) {
        await contact.getByText(what, { exact: true }).click();
      }
      await saveContact();
    });

    await test.step("a card by what one sees, as an observation", async () => {
      await page.getByRole("button", { name: "Załóż kartę tej osoby" }).first().click();
      const sheet = page.getByRole("dialog", { name: "Nowa osoba" });
      await sheet.getByRole("textbox", { name: "Jak ją nazywamy" }).fill("siwa broda, plecak");
      await sheet.getByText("Obserwacja", { exact: true }).click();
      await sheet.getByRole("button", { name: "Zapisz", exact: true }).click();
      await expect(page.getByRole("heading", { name: "siwa broda, plecak" })).toBeVisible();
    });
    const id = new URL(page.url()).hash.split("/").pop() ?? "";

    const levelUp = async (to: string, fill?: (sheet: Locator) => Promise<void>) => {
      await page.getByRole("button", { name: "Poziom wyżej" }).click();
      const sheet = page.getByRole("dialog", { name: `Wyżej: ${to}` });
      await fill?.(sheet);
      await sheet.getByRole("button", { name: "Zapisz", exact: true }).click();
      await expect(sheet).toHaveCount(0);
    };
    await levelUp("znany nieznajomy");
    for (let nth = 2; nth <= 5; nth += 1) {
      await page.getByRole("button", { name: "Kontakt", exact: true }).click();
      await contact.getByRole("button", { name: "Spotkanie" }).click();
      await saveContact();
    }
    await levelUp("karta kontaktu", async (sheet) => {
      await sheet.getByRole("textbox", { name: "Imię i nazwisko" }).fill("Marek");
      await sheet.getByText("Powiedziałem, co robimy z danymi").last().click();
    });
    await levelUp("sprawa");
    const card = await phone.call<{
      row: { level: string };
      person: { name_told: string; informed: { ms: number } };
      history: Entry[];
    }>("person.show", { id });
    expect(card.row.level).toBe("level_3");
    expect(card.person).toMatchObject({ name_told: "Marek", informed: { ms: expect.any(Number) } });
    const contacts = card.history.filter((one) => one.kind === "contact");
    expect(contacts, "every contact stays").toHaveLength(5);
    expect(contacts[4]?.form).toMatchObject({ refused: ["name", "shelter"] });
    expect(contacts[4]?.given.map((one) => one.kind).sort()).toEqual(["sleeping_bag", "water"]);

    await test.step("a referral waits for the consent, and the ladder shows the rung", async () => {
      await page.getByRole("button", { name: "Skierowanie", exact: true }).click();
      const sheet = page.getByRole("dialog", { name: "Skierowanie" });
      await sheet.getByRole("button", { name: /noclegownia/i }).first().click();
      await expect(sheet.getByRole("button", { name: "Najpierw zgoda osoby" })).toBeDisabled();
      await sheet.getByText("Ustnie", { exact: true }).click();
      await sheet.getByRole("button", { name: "Zapisz skierowanie" }).click();
      await page.getByRole("button", { name: "Skierowania i drabina placówek" }).click();
      await page.getByText("Przyjęto do placówki").click();
      const ladder = page.getByRole("list", { name: "Drabina placówek, od góry" });
      await expect(ladder.getByText("tu jest teraz")).toBeVisible();
      const [row] = await phone.call<{ referral: Record<string, unknown> }[]>("referral.list", {
        person: id,
      });
      expect(row?.referral).toMatchObject({
        consent: true,
        consent_how: "oral",
        result: "admitted",
      });
    });
  });
}

async function items(page: Page, list: string): Promise<number> {
  return page.getByRole("list", { name: list }).getByRole("listitem").count();
}

for (const size of SIZES) {
  test(`E6: the assistant sees exactly four things, and logs two roles, on ${size.width} × ${size.height}`, async ({ page, server }) => {
    await page.setViewportSize(size);
    const phone = await Phone.enrolled(server, "bartek");
    await unlock(page, phone);
    phone.network.switch("off");
    await page.goto(`${phone.address}/#/week`);
    await expect(page.getByRole("list", { name: "Moi ludzie" })).toBeVisible();
    expect(await items(page, "Moi ludzie")).toBe(6);
    expect(await items(page, "Bez spotkania w tym tygodniu")).toBe(2);
    expect(await items(page, "Zadania na dziś i zaległe")).toBe(1);
    expect(await items(page, "Programy do wspólnego przejrzenia")).toBe(1);

    const missed = page
      .getByRole("list", { name: "Bez spotkania w tym tygodniu" })
      .getByRole("link")
      .first();
    const id = (await missed.getAttribute("href"))?.split("/").pop() ?? "";
    await missed.click();
    await page.getByRole("button", { name: "Kontakt", exact: true }).click();
    const sheet = page.getByRole("dialog", { name: "Nowy kontakt" });
    await sheet.getByRole("button", { name: "Spotkanie" }).click();
    await sheet.getByRole("button", { name: "Co zrobiliśmy razem" }).click();
    for (const what of ["Trening budżetowy", "Towarzyszenie do lekarza"]) {
      await sheet.getByText(what, { exact: true }).first().click();
      await sheet.getByRole("group", { name: what, exact: true }).getByText("Wspieranie").click();
    }
    await sheet.getByRole("button", { name: "Zapisz", exact: true }).click();
    await expect(page.getByText("Kontakt zapisany w telefonie")).toBeVisible();
    const { history } = await phone.call<{ history: Entry[] }>("person.show", { id });
    expect(history[0]?.given.map((one) => one.kind).sort()).toEqual([
      "accompany_doctor",
      "budget_training",
    ]);
    await page.goto(`${phone.address}/#/week`);
    await expect.poll(() => items(page, "Bez spotkania w tym tygodniu")).toBe(1);
    await phone.close();
  });
}

for (const size of SIZES) {
  test(`E6: a task of the programme is ticked where it is read, on ${size.width} × ${size.height}`, async ({ page, server }) => {
    await page.setViewportSize(size);
    const phone = await Phone.enrolled(server, "bartek");
    await unlock(page, phone);
    phone.network.switch("off");
    await page.goto(`${phone.address}/#/week`);
    await page
      .getByRole("list", { name: "Programy do wspólnego przejrzenia" })
      .getByRole("link")
      .click();
    await page.getByRole("button", { name: /program wychodzenia z bezdomności/ }).click();
    const task = page
      .getByRole("checkbox", { name: "Zrobione: Rejestracja w urzędzie pracy" })
      .last();
    await task.click();
    await expect(page.getByText("Zadanie zrobione")).toBeVisible();
    await page.getByRole("button", { name: "Cofnij" }).click();
    await expect(task).not.toBeChecked();
    await phone.close();
  });
}

for (const size of SIZES) {
  test(`E7: a report is not found, then found, at one site, without the reporter, on ${size.width} × ${size.height}`, async ({ page, phone, server }) => {
    await page.setViewportSize(size);
    await unlock(page, phone);
    phone.network.switch("off");
    await startOuting(page);
    await page.getByRole("link", { name: /Za targowiskiem/ }).click();
    const sheet = page.getByRole("dialog", { name: "Co zastaliśmy" });
    const answer = async (words: string): Promise<void> => {
      await page.getByRole("button", { name: "Co zastaliśmy" }).click();
      await sheet.getByText(words, { exact: true }).click();
      if (words === "Nie znaleziono") await sheet.getByText("tak, ślady bytowania").click();
      await sheet.getByRole("button", { name: /^Zapisz/ }).click();
    };
    await answer("Nie znaleziono");
    await expect(page.getByRole("heading", { name: "Nie znaleziono" })).toBeVisible();
    await answer("Osoba już znana");
    const contact = page.getByRole("dialog", { name: "Nowy kontakt" });
    await contact.getByRole("button", { name: "Spotkanie" }).click();
    await contact.getByRole("button", { name: "Zapisz", exact: true }).click();
    await expect(page.getByRole("heading", { name: "Osoba już znana" })).toBeVisible();

    const id = new URL(page.url()).hash.split("/").pop() ?? "";
    const row = await phone.call<{ open: boolean; answers: { site: string }[]; report: object }>(
      "report.show",
      {
        id,
      },
    );
    expect(row.open).toBe(false);
    expect(new Set(row.answers.map((one) => one.site)).size).toBe(1);
    expect(JSON.stringify(row.report)).not.toMatch(/reporter|caller|zgłaszając/i);
    phone.network.switch("on");
    await phone.call("sync.start", {});
    await phone.synced();
    const site = await server.get<{ history: Entry[] }>(
      "nadzor",
      `/v1/sites/${row.answers[0]?.site ?? ""}`,
    );
    const results = site.history
      .filter((one) => one.kind === "visit")
      .map((one) => one.form["result"]);
    expect(results.slice(0, 2).sort()).toEqual(["people_met", "traces_only"]);
  });
}
