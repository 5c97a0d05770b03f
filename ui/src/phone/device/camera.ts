/** Pictures, from the camera or from what is on the phone. */
export interface Camera {
  /** Lets the person take or choose a picture; undefined if they think better of it. */
  take(): Promise<Blob | undefined>;
  /** The same picture drawn smaller by the page, where it can read what the store cannot. */
  redraw(picture: Blob): Promise<Blob | undefined>;
}

/** Longest side of a redrawn picture: the store makes it smaller still. */
const SIDE = 3200;
const QUALITY = 0.92;

/** The system's own camera app, by way of a file field that nobody sees. */
export class SystemCamera implements Camera {
  take(): Promise<Blob | undefined> {
    const field = document.createElement('input');
    field.type = 'file';
    field.accept = 'image/*';
    field.setAttribute('capture', 'environment');
    return new Promise((done) => {
      field.addEventListener('change', () => done(field.files?.[0]));
      field.addEventListener('cancel', () => done(undefined));
      field.click();
    });
  }

  async redraw(picture: Blob): Promise<Blob | undefined> {
    try {
      const bitmap = await createImageBitmap(picture);
      const scale = Math.min(1, SIDE / Math.max(bitmap.width, bitmap.height));
      const canvas = document.createElement('canvas');
      canvas.width = Math.max(1, Math.round(bitmap.width * scale));
      canvas.height = Math.max(1, Math.round(bitmap.height * scale));
      canvas.getContext('2d')?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
      bitmap.close();
      return await new Promise((done) =>
        canvas.toBlob((blob) => done(blob ?? undefined), 'image/jpeg', QUALITY),
      );
    } catch {
      // The page cannot read it either.
      return undefined;
    }
  }
}

/** A picture's bytes as text, the way the store takes them. */
export function inBase64(picture: Blob): Promise<string> {
  const reader = new FileReader();
  return new Promise((done, fail) => {
    reader.addEventListener('error', () => fail(reader.error ?? new Error('a picture is not readable')));
    reader.addEventListener('load', () => {
      const address = typeof reader.result === 'string' ? reader.result : '';
      done(address.slice(address.indexOf(',') + 1));
    });
    reader.readAsDataURL(picture);
  });
}
