// Options that charts share, and their axes.

import { minus, power } from './text.js';

/**
 * Option of a chart.
 *
 * @param tooltip function from what ECharts points at to the content of a tooltip, or ''
 */
export function base(colours, tooltip, more) {
  return {
    animation: false,
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
    tooltip: {
      trigger: 'item', confine: true, backgroundColor: colours.paper, borderColor: colours.rule,
      textStyle: { color: colours.ink }, formatter: tooltip
    },
    ...more
  };
}

/** Labels of an axis, with a formatter if the chart has its own. */
export function labels(colours, more) { return { color: colours.muted, hideOverlap: true, ...more }; }

export function axis(colours, more) {
  return {
    axisLine: { onZero: false, lineStyle: { color: colours.muted } },
    axisTick: { lineStyle: { color: colours.muted } },
    axisLabel: labels(colours),
    splitLine: { lineStyle: { color: colours.rule } },
    nameTextStyle: { color: colours.muted },
    ...more
  };
}

/** Axis of names, the last one at the top. */
export function nameAxis(colours, names, more) {
  return axis(colours, { type: 'category', data: names, axisTick: { show: false }, axisLabel: { color: colours.ink }, ...more });
}

/** Number of decimals of the ticks of a range, which begin at its lower end. */
function tickDecimals(range) {
  const decimals = Math.max(0, Math.ceil(-Math.log10(range.step) - 1e-9));
  const low = Math.abs(range.low) * Math.pow(10, decimals);
  return Math.abs(low - Math.round(low)) > 1e-6 * Math.max(1, low) ? decimals + 1 : decimals;
}

/** Axis of a range, with a tick at each of its steps. */
export function rangeAxis(colours, range, more) {
  const decimals = tickDecimals(range);
  const isWide = decimals > 6 || Math.max(Math.abs(range.low), Math.abs(range.high)) >= 1e7;
  const tick = value => minus(isWide ? String(value && Number(value.toPrecision(6)).toExponential()) : value.toFixed(decimals));
  return axis(colours, {
    type: 'value', min: range.low, max: range.high, interval: range.step, axisLabel: labels(colours, { formatter: tick }), ...more
  });
}

/** Log axis of a range, whose lower end the chart chooses if it is not positive. */
export function logAxis(colours, range, more) {
  const low = range.low > 0 ? { min: range.low } : {};
  return axis(colours, { type: 'log', ...low, max: range.high, axisLabel: labels(colours, { formatter: power }), ...more });
}

/** A value within a range: those beyond it are drawn at its edge. */
export function clamp(range, value) { return Math.min(range.high, Math.max(range.low, value)); }

/** Range of small charts: three intervals at most, all alike. */
export function coarse(range) {
  const intervals = Math.round((range.high - range.low) / range.step);
  const step = range.step * Math.ceil(intervals / 3);
  return { low: range.low, high: range.low + step * Math.ceil(intervals * range.step / step - 1e-9), step };
}

/** A round whole number that is at least a value: 1, 2 or 5 times a power of ten. */
export function whole(value) {
  const ten = Math.pow(10, Math.max(0, Math.floor(Math.log10(Math.max(1, value)))));
  return [1, 2, 5, 10].map(digit => digit * ten).find(round => round >= value);
}
