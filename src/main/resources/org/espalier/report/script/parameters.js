// Parameters of the search, their axes, and columns that can be filtered by ranges.

import { axis, labels } from './axes.js';
import { page } from './data.js';
import { cut, power, short } from './text.js';
import { columns } from './trials.js';

const JITTER = 28; // pixels over which points of one listed value are spread, so that they can be told apart

export const parameters = page.parameters;

/** The score, as a column beside the parameters. */
export const SCORE = { name: 'score', label: page.metric, listed: [], values: columns.score, scale: 'LINEAR' };

export function parameterNamed(name) { return parameters.find(parameter => parameter.name === name); }

/** A column that can be filtered: a parameter or the score. */
export function columnNamed(name) { return name === SCORE.name ? SCORE : parameterNamed(name); }

export function isListed(parameter) { return parameter.listed.length > 0; }

/** The value of a parameter as text. */
export function valueText(parameter, value) {
  return isListed(parameter) ? String(parameter.listed[value]) : short(value);
}

/** The name of a column, with its learner where there are several. */
export function fullName(column) {
  return column.learner && page.learners.length > 1 ? column.learner + ': ' + column.label : column.label;
}

/** Lower end of an axis, below which a log axis has a place for values that are not positive. */
function lowEnd(parameter) { return parameter.zero ?? parameter.low; }

/** Place of a parameter's value on its axis. */
export function place(parameter, value) {
  if (value === null) { return null; }
  if (parameter.scale === 'REVERSE_LOG') {
    return 1 - Math.log((parameter.low + parameter.high - value) / parameter.low) / Math.log(parameter.high / parameter.low);
  }
  return parameter.scale === 'LOG' && value <= 0 ? parameter.zero : value;
}

/** The value at a place on an axis. */
export function valueAt(parameter, at) {
  return parameter.scale === 'REVERSE_LOG'
    ? parameter.low + parameter.high - parameter.low * Math.pow(parameter.high / parameter.low, 1 - at)
    : at;
}

/** Position of a value on its axis in [0, 1]. */
export function unit(parameter, value) {
  if (isListed(parameter)) { return (value + .5) / parameter.listed.length; }
  const at = place(parameter, value);
  if (parameter.scale === 'REVERSE_LOG') { return at; }
  const low = lowEnd(parameter);
  return parameter.scale === 'LOG' ? Math.log(at / low) / Math.log(parameter.high / low) : (at - low) / (parameter.high - low);
}

/** The place on an axis at a position in [0, 1]. */
export function placeAt(parameter, u) {
  if (isListed(parameter)) { return u * parameter.listed.length - .5; }
  if (parameter.scale === 'REVERSE_LOG') { return u; }
  const low = lowEnd(parameter);
  return parameter.scale === 'LOG' ? low * Math.pow(parameter.high / low, u) : low + u * (parameter.high - low);
}

/** The axis of a parameter, on the scale as searched. */
export function parameterAxis(colours, parameter, more) {
  if (isListed(parameter)) {
    return axis(colours, {
      type: 'category', data: parameter.listed, jitter: JITTER, axisLabel: labels(colours, { formatter: cut }), ...more
    });
  }
  const isLog = parameter.scale === 'LOG';
  const isWhole = parameter.values.every(value => value === null || Number.isInteger(value));
  function label(value) {
    if (!isLog) { return short(valueAt(parameter, value)); }
    return parameter.zero !== null && value < parameter.zero * 1.01 ? '0' : power(value);
  }
  const ends = parameter.scale === 'REVERSE_LOG' ? { min: 0, max: 1 }
    : { min: isLog ? lowEnd(parameter) : parameter.low, max: parameter.high };
  return axis(colours, {
    type: isLog ? 'log' : 'value', splitNumber: 4, minInterval: isWhole && parameter.scale === 'LINEAR' ? 1 : 0, splitLine: { show: false },
    axisLabel: labels(colours, { formatter: label, showMinLabel: true, showMaxLabel: true }),
    ...ends, ...more
  });
}
