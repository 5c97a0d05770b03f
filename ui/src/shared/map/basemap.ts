import { addProtocol } from 'maplibre-gl';
import { PMTiles, Protocol } from 'pmtiles';

/** What a basemap file says about itself. */
export interface Basemap {
  /** The address for a style's source. */
  url: string;
  center: [number, number];
  zoom: number;
  /** The names of its layers; not every file has heating pipes. */
  layers: readonly string[];
}

let protocol: Protocol | undefined;

/** Opens a PMTiles file by its address; `undefined` when there is none or it cannot be read. */
export async function openBasemap(address: string): Promise<Basemap | undefined> {
  protocol ??= registered();
  const absolute = new URL(address, document.baseURI).href;
  const archive = protocol.get(absolute) ?? new PMTiles(absolute);
  try {
    const header = await archive.getHeader();
    const layers = layerNames(await archive.getMetadata());
    protocol.add(archive);
    const center: [number, number] = [header.centerLon, header.centerLat];
    return { url: `pmtiles://${absolute}`, center, zoom: header.centerZoom, layers };
  } catch {
    return undefined;
  }
}

function registered(): Protocol {
  const made = new Protocol({ metadata: true });
  addProtocol('pmtiles', made.tile);
  return made;
}

function layerNames(metadata: unknown): string[] {
  const listed = (metadata as { vector_layers?: { id: string }[] } | null)?.vector_layers;
  return Array.isArray(listed) ? listed.map((layer) => layer.id) : [];
}
