import type { Locator, Page } from "@playwright/test";

import { expect, test, type Phone } from "../fixtures.ts";
import { SIZES, startOuting, typePin, unlock, waiting } from "./screens.ts";

interface Listed {
  id: string;
  label: string;
  name: string;
}
interface Entry {
  id: string;
  kind: string;
  form: { person?: string; note?: string };
}
interface Night {
  outing: { id: string; visits: number; contacts: number; started: number };
  history: Entry[];
}

const HALF_NOTE = "Mówi, że w piątek ma komisję, prosi o";

/** The crew's hands: everything goes through the screens. */
class Crew {
  constructor(
    readonly page: Page,
    readonly phone: Phone,
  ) {}

  get contactSheet(): Locator {
    return this.page.getByRole("dialog", { name: "Nowy kontakt" });
  }

  async open(path: string): Promise<void> {
    await this.page.goto(`${this.phone.address}/#${path}`);
  }

  private async saved(words: string): Promise<void> {
    await expect(this.page.getByRole("dialog")).toHaveCount(0);
    await expect(this.page.getByText(words).first()).toBeVisible();
  }

  async visit(site: Listed): Promise<void> {
    await this.open(`/site/${site.id}`);
    await this.page.getByRole("button", { name: "Wizyta", exact: true }).click();
    const sheet = this.page.getByRole("dialog", { name: "Wizyta" });
    await sheet.getByRole("button", { name: "Zastano osoby" }).click();
    await sheet.getByRole("button", { name: "Zapisz", exact: true }).click();
    await this.saved("Wizyta zapisana w telefonie");
  }

  /** Somebody known, from the card. */
  async meet(person: Listed): Promise<void> {
    await this.open(`/person/${person.id}`);
    await this.page.getByRole("button", { name: "Kontakt", exact: true }).click();
    await this.say("Spotkanie");
  }

  /** Somebody new, by a mark the worker chose. */
  async meetNew(mark: string): Promise<void> {
    await this.open("/");
    await this.page.getByRole("button", { name: "Nowy kontakt" }).click();
    await this.contactSheet.getByRole("button", { name: /^Kto/ }).click();
    await this.contactSheet.getByRole("searchbox", { name: "Szukaj osoby" }).fill(mark);
    await this.contactSheet.getByRole("button", { name: `Nowa osoba: ${mark}` }).click();
    await this.say("Spotkanie");
  }

  /** Nobody's name: two touches after "Nowy kontakt". */
  async see(): Promise<void> {
    await this.open("/");
    await this.page.getByRole("button", { name: "Nowy kontakt" }).click();
    await this.say("Tylko widziany");
  }

  private async say(kind: string): Promise<void> {
    await this.contactSheet.getByRole("button", { name: kind, exact: true }).click();
    await this.contactSheet.getByRole("button", { name: "Zapisz", exact: true }).click();
    await this.saved("Kontakt zapisany w telefonie");
  }

  /** The system ends the app, or the battery is empty; then it is opened again. */
  async dieAndReturn(): Promise<void> {
    await this.phone.die();
    await this.phone.start();
    await this.page.goto(this.phone.address);
    await typePin(this.page);
  }
}

for (const size of SIZES) {
  test(`E1: fourteen sites and twenty-two contacts of a night without network, killed twice, battery dead once, on ${size.width} × ${size.height}`, async ({
    page,
    phone,
    server,
  }) => {
    await page.setViewportSize(size);
    test.setTimeout(300_000);
    const crew = new Crew(page, phone);
    await unlock(page, phone);
    const sites = await phone.call<Listed[]>("site.list", {});
    const people = await phone.call<Listed[]>("person.list", {});
    phone.network.switch("off");
    await startOuting(page);

    for (const site of sites.slice(0, 5)) await crew.visit(site);
    for (const person of people.slice(0, 4)) await crew.meet(person);
    await crew.dieAndReturn();
    for (const site of sites.slice(5, 10)) await crew.visit(site);
    for (const person of people.slice(4, 9)) await crew.meet(person);
    for (const nth of [1, 2, 3, 4, 5]) await crew.meetNew(`czerwona kurtka ${nth}`);
    await crew.dieAndReturn();
    for (const site of sites.slice(10, 14)) await crew.visit(site);
    for (let seen = 0; seen < 7; seen += 1) await crew.see();

    // The battery dies while a note is being typed; what was typed until two seconds before is there.
    await crew.open("/");
    await page.getByRole("button", { name: "Nowy kontakt" }).click();
    await crew.contactSheet.getByRole("button", { name: "Tylko widziany" }).click();
    await crew.contactSheet.getByRole("button", { name: /^Notatka/ }).click();
    await crew.contactSheet.getByRole("textbox", { name: "Notatka" }).pressSequentially(HALF_NOTE);
    await expect
      .poll(async () => JSON.stringify(await phone.call("draft.list", {})), { timeout: 2_000 })
      .toContain(HALF_NOTE);
    await crew.dieAndReturn();
    const today = await phone.call<{ outing: Night["outing"] }>("today.show", {});
    expect(today.outing).toMatchObject({ visits: 14, contacts: 21 });
    await page.getByRole("button", { name: "Dokończ" }).click();
    await crew.contactSheet.getByRole("button", { name: "Zapisz", exact: true }).click();
    await expect(page.getByText(/Niedokończony kontakt z/)).toBeHidden();
    expect(await waiting(phone)).toBeGreaterThan(0);

    // 02:10.
    phone.network.switch("on");
    await crew.open("/sync");
    await page.getByRole("button", { name: "Wyślij teraz" }).click();
    await expect(page.getByText(/Wszystko z tego telefonu jest na serwerze/)).toBeVisible();
    const night = await server.get<Night>("nadzor", `/v1/outings/${today.outing.id}`);
    expect(night.outing).toMatchObject({ visits: 14, contacts: 22 });
    const of = (kind: string) => night.history.filter((one) => one.kind === kind);
    expect(new Set(of("visit").map((one) => one.id)).size).toBe(14);
    expect(new Set(of("contact").map((one) => one.id)).size).toBe(22);
    expect(of("contact").filter((one) => one.form.note === HALF_NOTE)).toHaveLength(1);
    const met = new Set(of("contact").flatMap((one) => one.form.person ?? []));
    expect(met.size, "nine known people and five new").toBe(14);
    for (const one of await phone.call<{ id: string; last_seen: number | null }[]>("person.list", {})) {
      if (met.has(one.id)) expect(one.last_seen).toBeGreaterThanOrEqual(night.outing.started);
    }
  });
}
