/** Colour scales, made in OKLab so that equal steps look equal; lightness alone tells the levels apart. */

const ramp = (colour) => Array.from({ length: 256 }, (_, index) => colour(index / 255));

/**
 * 256 colours each, quietest first. "gold" runs from blue to yellow, which the colour-blind tell apart as others do;
 * "ink" is dark on white, as phoneticians print it.
 */
export const MAPS = {
  dusk: ramp((t) => oklch(0.14 + 0.83 * t, 0.03 + 0.66 * t * (1 - t), 275 + 175 * t)),
  sea: ramp((t) => oklch(0.22 + 0.71 * t, 0.06 + 0.28 * t * (1 - 0.72 * t), 300 - 195 * t)),
  gold: ramp((t) => oklch(0.18 + 0.74 * t, 0.015 + 0.14 * Math.abs(t - 0.36), t < 0.36 ? 260 : 95)),
  ink: ramp((t) => oklch(0.985 - 0.86 * t, 0, 0)),
};

/** From the first clip's side (blue) over nothing to the second's (orange); the middle is the page's own ground. */
export const DIFFERENCES = {
  light: ramp((t) => oklch(0.97 - 0.44 * Math.abs(2 * t - 1), 0.17 * Math.abs(2 * t - 1), t < 0.5 ? 255 : 50)),
  dark: ramp((t) => oklch(0.2 + 0.58 * Math.abs(2 * t - 1), 0.16 * Math.abs(2 * t - 1), t < 0.5 ? 245 : 60)),
};

/** Lightness, chroma and hue in degrees to 8-bit sRGB, after Ottosson's "A perceptual color space for image processing". */
function oklch(lightness, chroma, hue) {
  const [a, b] = [chroma * Math.cos((hue * Math.PI) / 180), chroma * Math.sin((hue * Math.PI) / 180)];
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ].map((linear) => {
    const x = Math.min(1, Math.max(0, linear));
    return Math.round(255 * (x <= 0.0031308 ? 12.92 * x : 1.055 * x ** (1 / 2.4) - 0.055));
  });
}

/** Colour a picture's greys: `colourOf` gives [r, g, b] for a grey. Returns a canvas, one pixel a cell. */
export function coloured({ grey, columns, bands }, colourOf) {
  const canvas = Object.assign(document.createElement("canvas"), { width: columns, height: bands });
  const image = new ImageData(columns, bands);
  const pixels = new Uint32Array(image.data.buffer);
  const colours = new Uint32Array(256).map((_, level) => {
    const [r, g, b] = colourOf(level);
    return (255 << 24) | (b << 16) | (g << 8) | r;
  });
  for (let pixel = 0; pixel < grey.length; pixel++) pixels[pixel] = colours[grey[pixel]];
  canvas.getContext("2d").putImageData(image, 0, 0);
  return canvas;
}
