/** Why the camera shows nothing: forbidden, not there, or taken by another app. */
export type NoSight = 'denied' | 'missing' | 'failed';

/** What is wanted of the camera while it looks. */
export interface Look {
  /** Shows what the camera sees. */
  video: HTMLVideoElement;
  /** Told every code in sight, again and again for as long as it is there. */
  onread: (text: string) => void;
  /** The camera went away by itself. */
  onlost: () => void;
}

/** A camera that looks until it is stopped. */
export interface Sight {
  stop(): void;
}

/** The rear camera, as a reader of QR codes. */
export interface Scanner {
  /** Asks for the camera and begins to look, or says why it cannot. */
  look(wanted: Look): Promise<Sight | NoSight>;
}

export function isSight(found: Sight | NoSight): found is Sight {
  return typeof found !== 'string';
}

/** Between two looks at the picture: quick enough for a hand, slow enough for a battery. */
const PAUSE_MS = 120;
/** Pixels along the side of the square that is read: enough for a code that fills a third of it. */
const SIDE = 640;

type Decode = (image: ImageData) => string;

/** The webview's own camera, the same in a browser and inside the app. */
export class CameraScanner implements Scanner {
  async look({ video, onread, onlost }: Look): Promise<Sight | NoSight> {
    // There is no such thing in a page without a secure origin, nor in a webview built without cameras.
    const media = navigator.mediaDevices as MediaDevices | undefined;
    if (!media) return 'missing';
    let stream: MediaStream | undefined;
    try {
      // Loaded while the person is asked; nobody else needs the decoder.
      const decoder = import('qr/decode.js');
      decoder.catch(() => undefined);
      stream = await media.getUserMedia({
        audio: false,
        video: { facingMode: { ideal: 'environment' }, width: { ideal: 1280 }, height: { ideal: 720 } },
      });
      const { decodeQR } = await decoder;
      video.srcObject = stream;
      await video.play();
      return watch(video, stream, (image) => decodeQR(image), { onread, onlost });
    } catch (reason) {
      if (stream) release(video, stream);
      return reasonOf(reason);
    }
  }
}

function watch(
  video: HTMLVideoElement,
  stream: MediaStream,
  decode: Decode,
  { onread, onlost }: Pick<Look, 'onread' | 'onlost'>,
): Sight {
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d', { willReadFrequently: true });
  let timer: ReturnType<typeof setTimeout>;
  const look = () => {
    timer = setTimeout(look, PAUSE_MS);
    const text = context && readFrame(video, context, decode);
    if (text !== undefined && text !== null) onread(text);
  };
  timer = setTimeout(look, PAUSE_MS);
  const lost = () => onlost();
  for (const track of stream.getTracks()) track.addEventListener('ended', lost);
  return {
    stop() {
      clearTimeout(timer);
      for (const track of stream.getTracks()) track.removeEventListener('ended', lost);
      release(video, stream);
    },
  };
}

/** The code in the middle square of the picture, which is what the screen shows of it. */
function readFrame(
  video: HTMLVideoElement,
  context: CanvasRenderingContext2D,
  decode: Decode,
): string | undefined {
  const { videoWidth: width, videoHeight: height } = video;
  const square = Math.min(width, height);
  if (square === 0) return undefined;
  const side = Math.min(square, SIDE);
  context.canvas.width = side;
  context.canvas.height = side;
  context.drawImage(video, (width - square) / 2, (height - square) / 2, square, square, 0, 0, side, side);
  try {
    return decode(context.getImageData(0, 0, side, side));
  } catch {
    // The decoder throws when there is no code: the next picture may have one.
    return undefined;
  }
}

function release(video: HTMLVideoElement, stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
  video.srcObject = null;
}

function reasonOf(reason: unknown): NoSight {
  // Not every webview's refusals are errors, but all of them have a name.
  const name = typeof reason === 'object' && reason !== null && 'name' in reason ? reason.name : '';
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'denied';
  return name === 'NotFoundError' || name === 'OverconstrainedError' ? 'missing' : 'failed';
}
