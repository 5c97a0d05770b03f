import type { Page } from "@playwright/test";

import { expect, type Phone } from "../fixtures.ts";
import { everywhereInTheCount } from "./everywhereInTheCount.ts";
import { fallSilent, speak } from "./microphone.ts";

/** Something to look at: its name, and a way to it that waits until it is there. */
export type Place = [string, (page: Page) => Promise<void>];

type Open = (page: Page) => Promise<void>;

/** A button that opens a sheet or a question over what `open` shows. */
const over =
  (open: Open, button: string | RegExp): Open =>
  async (page) => {
    await open(page);
    await page.getByRole("button", { name: button }).first().click();
    await expect(page.getByRole("dialog")).toBeVisible();
    await expect(page.locator('[aria-busy="true"]')).toHaveCount(0);
  };

/** Every part of a sheet that is folded away. */
const unfolded =
  (open: Open): Open =>
  async (page) => {
    await open(page);
    const folded = page.getByRole("dialog").locator('h3 button[aria-expanded="false"]');
    for (let left = await folded.count(); left > 0; left -= 1) await folded.first().click();
    await expect(folded).toHaveCount(0);
  };

/** A sheet with a note by voice: while somebody speaks, and once they said it. */
function spoken(name: string, open: Open): Place[] {
  const blank: Open = async (page) => {
    // An intervention that was closed opens again as it was.
    await page.keyboard.press("Escape");
    // What was being said is put away first.
    await expect(page.getByRole("dialog")).toHaveCount(0);
    await open(page);
    const begin = page.getByRole("dialog").getByRole("button", { name: "Nagraj notatkę" });
    const drop = page.getByRole("dialog").getByRole("button", { name: "Wyrzuć nagranie" });
    await expect(begin.or(drop)).toBeVisible();
    if (await drop.isVisible()) await drop.click();
    await speak(page);
  };
  return [
    [`${name} while somebody speaks`, blank],
    [`${name} with a note by voice`, (page) => blank(page).then(() => fallSilent(page))],
  ];
}

/** So many maps are there, and ears can tell them apart: axe may take what lies under a sheet for unheard. */
async function drawn(page: Page, maps: number): Promise<void> {
  const canvases = page.locator("canvas.maplibregl-canvas");
  await expect(canvases).toHaveCount(maps);
  const names = await canvases.evaluateAll((all) =>
    all.map((one) => one.getAttribute("aria-label")),
  );
  expect(new Set(names).size, `the names ${names.join(", ")}`).toBe(maps);
}

/** Points all over the map where nothing lies on it; where a mark is drawn depends on all of them. */
function bareMap(page: Page): Promise<[number, number][]> {
  return page.locator("canvas.maplibregl-canvas").evaluate((canvas) => {
    const { left, top, right, bottom } = canvas.getBoundingClientRect();
    const points: [number, number][] = [];
    for (let y = top + 8; y < bottom; y += 16) {
      for (let x = left + 8; x < right; x += 16) {
        if (document.elementFromPoint(x, y) === canvas) points.push([x, y]);
      }
    }
    return points;
  });
}

/** Every screen, sheet and question of an unlocked phone whose outing is open. */
export async function everywhere(phone: Phone): Promise<Place[]> {
  const site = (await phone.call<{ id: string; name: string }[]>("site.list", {}))[0];
  const people = await phone.call<{ id: string; label: string; level: string }[]>(
    "person.list",
    {},
  );
  const person = people.find((one) => one.level !== "level_3");
  const report = (await phone.call<{ id: string; report: { place: string } }[]>("report.list", {}))[0];
  const tasks = await phone.call<{ task: { what: string } }[]>("task.list", {
    today: "2026-01-01",
  });
  const task = tasks.find((one) => one.task.what)?.task.what ?? "";
  if (!report || !task) throw new Error("the demo town has reports, and tasks for the crew");
  if (!site || !person) throw new Error("the demo town has sites, and people who are no case yet");
  const at =
    (path: string, title: string): Open =>
    async (page) => {
      await page.goto(`${phone.address}/#${path}`);
      await expect(page.getByRole("heading", { name: title }).first()).toBeVisible();
    };
  const today = at("/", "Dziś");
  const everyone = at("/people", "Ludzie");
  const sitePage = at(`/site/${site.id}`, site.name);
  const personPage = at(`/person/${person.id}`, person.label);
  const map =
    (path: string): Open =>
    async (page) => {
      // From elsewhere: the map keeps its pin and its filter for as long as it is shown.
      await today(page);
      await page.goto(`${phone.address}/#${path}`);
      await drawn(page, 1);
    };
  const pin: Open = async (page) => {
    await map("/map")(page);
    await page.getByRole("button", { name: "Dodaj miejsce" }).click();
    await expect(page.getByRole("heading", { name: "Nowe miejsce tutaj?" })).toBeVisible();
  };
  const touched: Open = async (page) => {
    await map("/map?show=due")(page);
    const card = page.getByRole("link", { name: "Otwórz" });
    for (const [x, y] of await bareMap(page)) {
      await page.mouse.click(x, y);
      if (await card.isVisible()) return;
    }
    throw new Error("no touch on the map finds a site");
  };
  const found: Open = async (page) => {
    await everyone(page);
    await page.getByRole("searchbox").fill(site.name);
    await expect(page.getByRole("link", { name: site.name }).first()).toBeVisible();
  };
  const nothingFound: Open = async (page) => {
    await everyone(page);
    await page.getByRole("searchbox").fill("qqqqxxxx");
    await expect(page.getByText("Nic nie pasuje")).toBeVisible();
  };
  const reportPage = at(`/report/${report.id}`, report.report.place);
  const taskPage = at("/tasks", "Zadania");
  const unfoldedPage =
    (open: Open): Open =>
    async (page) => {
      await open(page);
      const folded = page.locator('main h3 button[aria-expanded="false"]');
      for (let left = await folded.count(); left > 0; left -= 1) await folded.first().click();
      await expect(page.locator('[aria-busy="true"]')).toHaveCount(0);
    };
  const route: Open = async (page) => {
    await phone.call('route.plan', {});
    await at('/route', 'Trasa na wieczór')(page);
    await expect(page.getByText(/w linii prostej/)).toBeVisible();
  };
  const changing: Open = async (page) => {
    await today(page);
    await route(page);
    await page.getByRole('button', { name: 'Zmień trasę' }).click();
    await expect(page.getByRole('button', { name: /^Później/ }).first()).toBeVisible();
  };
  /** A site with a visit that was corrected. */
  const corrected: Open = async (page) => {
    const visit = { site: site.id, result: 'empty', note: 'Zimne palenisko' };
    const { id } = await phone.call<{ id: string }>('visit.record', { visit });
    await phone.call('event.amend', { id, fields: { result: 'traces_only' } });
    await sitePage(page);
  };
  const contact = over(today, /Nowy kontakt/);
  return [
    ["today", today],
    ["people", everyone],
    ["people found", found],
    ["nobody found", nothingFound],
    ["person", personPage],
    ["person unfolded", unfoldedPage(personPage)],
    ["successes", at(`/person/${person.id}/successes`, "Co się udało")],
    ["rights", at(`/person/${person.id}/rights`, "Prawa i dane")],
    ["tasks", taskPage],
    ['no route', at('/route', 'Trasa na wieczór')],
    ['route', route],
    ['route being changed', changing],
    ['question how cold', over(today, /emperatur/)],
    [
      "task sheet",
      over(taskPage, new RegExp(`^${task.slice(0, 1).toUpperCase()}${task.slice(1)}`)),
    ],
    ["new task sheet", over(taskPage, "Nowe zadanie")],
    ["week", at("/week", "Mój tydzień")],
    ["reports", at("/reports", "Zgłoszenia mieszkańców")],
    ["report", reportPage],
    ["report sheet", over(reportPage, "Co zastaliśmy")],
    ["referral sheet", over(personPage, "Skierowanie")],
    ["consent sheet", over(unfoldedPage(personPage), /^Zapisz$/)],
    ["site", sitePage],
    ["map", map("/map")],
    ["map with a pin", pin],
    ["map with a touched site", touched],
    ["sync", at("/sync", "Wysyłanie")],
    ["more", at("/more", "Więcej")],
    ["facilities", at("/facilities", "Placówki")],
    [
      "nowhere",
      (page) =>
        page
          .goto(`${phone.address}/#/nowhere`)
          .then(() => expect(page.getByText("Nie ma takiego ekranu")).toBeVisible()),
    ],
    ["contact sheet", contact],
    ["contact sheet unfolded", unfolded(contact)],
    ["intervention sheet", over(today, /SOS/)],
    ["intervention sheet unfolded", unfolded(over(today, /SOS/))],
    ["visit sheet", over(sitePage, /^Wizyta/)],
    ["visit sheet unfolded", unfolded(over(sitePage, /^Wizyta/))],
    // A sheet with a map over a screen with a map.
    ["site sheet", (page) => over(sitePage, /Zmień dane miejsca/)(page).then(() => drawn(page, 2))],
    ["new site sheet", (page) => over(pin, "Dodaj tutaj")(page).then(() => drawn(page, 2))],
    ["person sheet", unfolded(over(personPage, /Zmień dane osoby/))],
    ["new person sheet", over(everyone, /Dodaj osobę/)],
    ["level-up sheet", over(personPage, "Poziom wyżej")],
    ["question how much longer", over(today, "Przedłuż")],
    ["question whether to end", over(today, "Zakończ")],
    ['correction sheet', over(corrected, /^Popraw /)],
    ['versions sheet', over(corrected, /wersj/)],
    ['question whether to navigate', over(sitePage, 'Prowadź')],
    ['question whether to log out', over(at('/more', 'Więcej'), 'Wyloguj z tego telefonu')],
    ...spoken('contact sheet', contact),
    ...spoken('intervention sheet', over(today, /SOS/)),
    ...(await everywhereInTheCount(phone, '/count')),
  ];
}
