/** Reads the pixels of a PNG as WebDriver takes it: eight bits, no interlace (RFC 2083). */
import { inflateSync } from 'node:zlib';

export function pixels(png) {
  const parts = [];
  let header;
  for (let at = 8; at < png.length; at += 12 + png.readUInt32BE(at)) {
    const body = png.subarray(at + 8, at + 8 + png.readUInt32BE(at));
    const kind = png.toString('latin1', at + 4, at + 8);
    if (kind === 'IHDR') header = body;
    if (kind === 'IDAT') parts.push(body);
  }
  const [width, height, depth, colour, interlace] = [
    header.readUInt32BE(0), header.readUInt32BE(4), header[8], header[9], header[12],
  ];
  const step = { 2: 3, 6: 4 }[colour];
  if (depth !== 8 || interlace !== 0 || step === undefined) throw new Error('a PNG of another kind');
  return { width, height, step, bytes: unfilter(inflateSync(Buffer.concat(parts)), width * step, height, step) };
}

function unfilter(raw, stride, height, step) {
  const out = Buffer.alloc(stride * height);
  for (let y = 0; y < height; y++) {
    const filter = raw[y * (stride + 1)];
    for (let x = 0; x < stride; x++) {
      const left = x < step ? 0 : out[y * stride + x - step];
      const up = y === 0 ? 0 : out[(y - 1) * stride + x];
      const upLeft = x < step || y === 0 ? 0 : out[(y - 1) * stride + x - step];
      const guess = [0, left, up, (left + up) >> 1, paeth(left, up, upLeft)][filter];
      out[y * stride + x] = raw[y * (stride + 1) + 1 + x] + guess;
    }
  }
  return out;
}

function paeth(left, up, upLeft) {
  const guess = left + up - upLeft;
  const [a, b, c] = [left, up, upLeft].map((one) => Math.abs(guess - one));
  return a <= b && a <= c ? left : b <= c ? up : upLeft;
}

/** How much of a part of the picture is not its most frequent colour, from 0 to 1. */
export function variety({ width, bytes, step }, { left, top, right, bottom }) {
  const counts = new Map();
  for (let y = top; y < bottom; y++) {
    for (let x = left; x < right; x++) {
      const colour = bytes.readUIntBE((y * width + x) * step, 3);
      counts.set(colour, (counts.get(colour) ?? 0) + 1);
    }
  }
  return 1 - Math.max(...counts.values()) / ((right - left) * (bottom - top));
}
