// Elements and numbers as text. Texts are only ever set as text, never as markup.

import { page } from './data.js';

export function node(tag, text = '', css = '') {
  const made = document.createElement(tag);
  made.textContent = text;
  if (css) { made.className = css; }
  return made;
}

/** Content of a tooltip: a title and lines. */
export function tip(title, lines) {
  const box = node('div', '', 'tip');
  box.append(node('b', title), ...lines.map(line => node('div', line)));
  return box;
}

export function minus(text) { return text.replace(/-/g, '\u2212'); }

export function exponential(value) { return value.toExponential(3).replace('e+', 'e'); }

/** A score with the decimals of the page. */
export function fixed(value) {
  const decimals = page.decimals;
  const size = Math.abs(value);
  const isPower = size >= 1e7 || (size > 0 && size < 1e-4 && size < Math.pow(10, -decimals));
  return minus(isPower
    ? exponential(value)
    : value.toLocaleString('en-US', { minimumFractionDigits: decimals, maximumFractionDigits: decimals }));
}

/** A number with four significant digits. */
export function short(value) { return minus(String(Number(value.toPrecision(4)))); }

/** A tick of a log axis. */
export function power(value) {
  return minus(value >= .001 && value < 10000 ? String(Number(value.toPrecision(6))) : value.toExponential(0).replace('e+', 'e'));
}

/** A text that is short enough for a label. */
export function cut(text) { return text.length > 14 ? text.slice(0, 13) + '\u2026' : text; }

export function percent(share) { return Math.round(share * 100) + ' %'; }
