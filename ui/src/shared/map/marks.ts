import { markColour, markLetter, markShapes, siteLooks, type SiteLook } from '../ui/siteMark';

const FIELD = 28;
const EDGE = 3;

/** Reads tokens of the theme shown now. */
export function token(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

interface Picture {
  image: ImageData;
  pixelRatio: number;
}

function paint(side: number, draw: (pen: CanvasRenderingContext2D) => void): Picture | undefined {
  const ratio = Math.max(2, Math.ceil(devicePixelRatio));
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = side * ratio;
  const pen = canvas.getContext('2d', { willReadFrequently: true });
  if (!pen) return undefined;
  pen.scale(ratio, ratio);
  pen.lineJoin = 'round';
  pen.textAlign = 'center';
  draw(pen);
  return { image: pen.getImageData(0, 0, canvas.width, canvas.height), pixelRatio: ratio };
}

/** The mark of a state as a picture: the same shape, letter and colour as `SiteMark` in lists. */
export function sitePicture(look: SiteLook): Picture | undefined {
  const shape = markShapes[look];
  const colour = token(markColour(look));
  const page = token('--page');
  return paint(FIELD + 2 * EDGE, (pen) => {
    pen.translate(EDGE, EDGE);
    const outline = new Path2D(shape.outline);
    stroke(pen, outline, page, 6);
    fill(pen, outline, token('--surface'));
    if (shape.filled) fill(pen, new Path2D(shape.filled), colour);
    if (look === 'unknown') pen.setLineDash([4, 2.5]);
    stroke(pen, outline, colour, 2);
    pen.setLineDash([]);
    pen.font = `800 14px ${token('--font')}`;
    if (shape.letterOn === 'both') {
      pen.lineWidth = 4;
      pen.strokeStyle = page;
      pen.strokeText(markLetter(look), FIELD / 2, shape.baseline);
    }
    pen.fillStyle = { colour: page, surface: colour, both: token('--text') }[shape.letterOn];
    pen.fillText(markLetter(look), FIELD / 2, shape.baseline);
  });
}

/** How urgent the most urgent site of a cluster is. */
export type ClusterLook = 'danger' | 'overdue' | 'calm';

/** A cluster: the count in a disc, and the mark of its most urgent site at the corner. */
export function clusterPicture(count: string, look: ClusterLook): Picture | undefined {
  const side = count.length > 2 ? 52 : 44;
  const middle = side / 2;
  return paint(side, (pen) => {
    const disc = new Path2D();
    disc.arc(middle, middle, middle - 5, 0, 2 * Math.PI);
    stroke(pen, disc, token('--page'), 7);
    fill(pen, disc, token('--raised'));
    stroke(pen, disc, look === 'calm' ? token('--text') : token(markColour(look)), 2.5);
    pen.fillStyle = token('--text');
    pen.font = `700 16px ${token('--font')}`;
    pen.textBaseline = 'middle';
    pen.fillText(count, middle, middle + 1);
    if (look !== 'calm') badge(pen, look, side);
  });
}

function badge(pen: CanvasRenderingContext2D, look: Exclude<ClusterLook, 'calm'>, side: number): void {
  const shape = markShapes[look];
  pen.translate(side - 19, 0);
  pen.scale(19 / FIELD, 19 / FIELD);
  const outline = new Path2D(shape.outline);
  stroke(pen, outline, token('--page'), 8);
  fill(pen, outline, token('--surface'));
  fill(pen, new Path2D(shape.filled), token(markColour(look)));
  stroke(pen, outline, token(markColour(look)), 2.5);
}

function fill(pen: CanvasRenderingContext2D, path: Path2D, colour: string): void {
  pen.fillStyle = colour;
  pen.fill(path);
}

function stroke(pen: CanvasRenderingContext2D, path: Path2D, colour: string, width: number): void {
  pen.strokeStyle = colour;
  pen.lineWidth = width;
  pen.stroke(path);
}

/** The picture an image name of `layers.ts` asks for; `undefined` for names that are not ours. */
export function pictureFor(name: string): Picture | undefined {
  const [kind, first = '', second = ''] = name.split(':');
  if (kind === 'site') {
    const look = siteLooks.find((one) => one === first);
    return look && sitePicture(look);
  }
  if (kind !== 'cluster') return undefined;
  return clusterPicture(first, second === 'danger' || second === 'overdue' ? second : 'calm');
}
