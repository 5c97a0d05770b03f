/** Why nothing is recorded: forbidden, no microphone, or taken by another app. */
export type NoEar = 'denied' | 'missing' | 'failed';

/** What is told while it records. */
export interface Listen {
  /** How many bytes there are so far. */
  onbytes: (bytes: number) => void;
  /** The microphone went away by itself; what was said until then is kept by `stop`. */
  onlost: () => void;
}

/** A recording that runs until it is stopped. */
export interface Recording {
  /** What was heard until now, a whole file that can be played; undefined if nothing was. */
  soFar(): Blob | undefined;
  /** Ends it and lets the microphone go; undefined if nothing was heard. */
  stop(): Promise<Blob | undefined>;
  /** Lets the microphone go and forgets what was said. */
  drop(): void;
}

/** The microphone, for notes by voice. */
export interface Recorder {
  /** Asks for the microphone and begins, or says why it cannot. */
  record(wanted: Listen): Promise<Recording | NoEar>;
}

export function isRecording(found: Recording | NoEar): found is Recording {
  return typeof found !== 'string';
}

/** What the store takes, the smallest first: Opus where there is Opus, AAC on iOS. */
const KINDS = ['audio/webm;codecs=opus', 'audio/ogg;codecs=opus', 'audio/mp4'];
/** Enough to understand every word; two minutes are half a megabyte. */
const BITS_PER_SECOND = 32_000;
/** How often the bytes so far are handed over. */
const SLICE_MS = 500;

/** The webview's own microphone, the same in a browser and inside the app. */
export class WebviewRecorder implements Recorder {
  async record({ onbytes, onlost }: Listen): Promise<Recording | NoEar> {
    // There is no such thing in a page without a secure origin.
    const media = navigator.mediaDevices as MediaDevices | undefined;
    if (!media || typeof MediaRecorder === 'undefined') return 'missing';
    const mimeType = KINDS.find((kind) => MediaRecorder.isTypeSupported(kind));
    if (!mimeType) return 'missing';
    let stream: MediaStream | undefined;
    try {
      stream = await media.getUserMedia({ audio: { channelCount: 1, noiseSuppression: true }, video: false });
      const recorder = new MediaRecorder(stream, { mimeType, audioBitsPerSecond: BITS_PER_SECOND });
      return begin(recorder, stream, { onbytes, onlost });
    } catch (reason) {
      if (stream) release(stream);
      return reasonOf(reason);
    }
  }
}

function begin(recorder: MediaRecorder, stream: MediaStream, { onbytes, onlost }: Listen): Recording {
  const parts: Blob[] = [];
  const whole = () => new Blob(parts, { type: recorder.mimeType });
  const lost = () => onlost();
  recorder.addEventListener('dataavailable', ({ data }) => {
    if (data.size > 0) parts.push(data);
    onbytes(whole().size);
  });
  for (const track of stream.getTracks()) track.addEventListener('ended', lost);
  const end = () => {
    for (const track of stream.getTracks()) track.removeEventListener('ended', lost);
    release(stream);
  };
  recorder.start(SLICE_MS);
  const heard = () => (whole().size > 0 ? whole() : undefined);
  return {
    soFar: heard,
    async stop() {
      if (recorder.state !== 'inactive') {
        await new Promise<void>((done) => {
          recorder.addEventListener('stop', () => done(), { once: true });
          recorder.stop();
        });
      }
      end();
      return heard();
    },
    drop() {
      if (recorder.state !== 'inactive') recorder.stop();
      end();
    },
  };
}

function release(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}

function reasonOf(reason: unknown): NoEar {
  // Not every webview's refusals are errors, but all of them have a name.
  const name = typeof reason === 'object' && reason !== null && 'name' in reason ? reason.name : '';
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'denied';
  return name === 'NotFoundError' || name === 'OverconstrainedError' ? 'missing' : 'failed';
}
