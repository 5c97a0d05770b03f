/** The table the other benches print, too: medians, least and most in brackets, and whether the goal is met. */
export class Table {
  private readonly rows: string[] = ['| what | ours | goal | |', '|---|---|---|---|'];

  row(what: string, samples: number[], most: number): void {
    const sorted = samples.toSorted((a, b) => a - b);
    const at = (part: number) => sorted[Math.floor((sorted.length - 1) * part)] ?? Number.NaN;
    const figure = (value: number) => value.toFixed(value < 10 ? 2 : 0);
    const spread = sorted.length > 1 ? ` (${figure(at(0))}–${figure(at(1))})` : '';
    const verdict = at(0.5) <= most ? 'met' : 'missed';
    this.rows.push(`| ${what} | ${figure(at(0.5))}${spread} | ≤${most} | ${verdict} |`);
  }

  toString(): string {
    return this.rows.join('\n');
  }
}
