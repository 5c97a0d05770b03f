import { describe, expect, it } from 'vitest';

import { cellData, ownLayers, positionData, siteData, sources } from './layers';
import { townStyle } from './style';

describe('the town', () => {
  const basemap = { url: 'pmtiles://town', layers: ['roads', 'utility'] };

  it('is plain ground without a basemap', () => {
    const style = townStyle({ theme: 'dark', language: 'pl' });
    expect(style.layers.map((layer) => layer.type)).toEqual(['background']);
    expect(style.sources).toEqual({});
  });

  it('shows heating pipes under the labels, where the basemap has them', () => {
    const ids = townStyle({ theme: 'dark', language: 'pl', basemap }).layers.map((layer) => layer.id);
    expect(ids).toContain('utility');
    const style = townStyle({ theme: 'dark', language: 'pl', basemap: { ...basemap, layers: ['roads'] } });
    expect(style.layers.map((layer) => layer.id)).not.toContain('utility');
  });

  it('asks for no landcover, which a file of one town lacks', () => {
    const { layers } = townStyle({ theme: 'dark', language: 'pl', basemap });
    expect(layers.length).toBeGreaterThan(10);
    const asking = layers.filter((layer) => 'source-layer' in layer && layer['source-layer'] === 'landcover');
    expect(asking).toEqual([]);
  });

  it.each(['dark', 'bright', 'contrast'] as const)(
    'asks for no picture that is not shipped (%s)',
    (theme) => {
      const { layers, sprite } = townStyle({ theme, language: 'uk', basemap });
      const asking = layers.filter((layer) => layer.type === 'symbol' && layer.layout?.['icon-image']);
      expect([asking, sprite]).toEqual([[], undefined]);
    },
  );
});

describe('what is ours on the map', () => {
  it('needs no glyphs: counts and letters are pictures', () => {
    const written = ownLayers().filter((layer) => layer.type === 'symbol' && layer.layout?.['text-field']);
    expect(written).toEqual([]);
    expect(Object.keys(sources)).toEqual(['sites', 'selected', 'cells', 'position']);
  });

  it('carries only the id and the state of a site', () => {
    const [feature] = siteData([{ id: 's1', look: 'frost', lng: 19.5, lat: 50.1 }]).features;
    expect(feature?.properties).toEqual({ id: 's1', look: 'frost' });
  });

  it('draws a cell once, however many sites lie in it, and none for a known place', () => {
    const cell = { lat: 60, lng: 19, radius: 500 };
    const site = { look: 'active', lng: 19, lat: 60 } as const;
    const cells = cellData([
      { ...site, id: 's1', cell },
      { ...site, id: 's2', cell: { ...cell } },
      { ...site, id: 's3' },
    ]);
    expect(cells.features.map((feature) => feature.geometry.type)).toEqual(['Polygon']);
  });

  it('draws the accuracy as a circle of that many metres', () => {
    const [circle] = positionData({ lng: 19, lat: 60, accuracy: 111_320 }).features;
    const ring = circle?.geometry.type === 'Polygon' ? circle.geometry.coordinates[0] : undefined;
    expect(ring?.[0]?.[0]).toBeCloseTo(21, 5); // a degree of longitude is half as long at 60° north
    expect(ring?.at(-1)).toEqual(ring?.[0]);
    expect(positionData(undefined).features).toEqual([]);
  });
});
