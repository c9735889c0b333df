// Curves of shares: both axes go from 0 to 1.

import { axis, base } from './axes.js';
import { short, tip } from './text.js';

function shareAxis(colours, name, nameGap) {
  return axis(colours, { type: 'value', min: 0, max: 1, interval: .25, name, nameLocation: 'middle', nameGap });
}

/**
 * A curve in the unit square.
 *
 * @param across name and values of the axis across
 * @param up name and values of the axis up
 * @param diagonal true for a dashed line from corner to corner
 * @param more function from the index of a point to further lines of its tooltip
 */
export function unitCurve(colours, across, up, diagonal, line, more = () => []) {
  const series = [{
    type: 'line', symbolSize: 5, itemStyle: { color: colours.accent }, lineStyle: { width: 2 },
    data: across.values.map((x, i) => [x, up.values[i]]), ...line
  }];
  if (diagonal) {
    series.push({ type: 'line', silent: true, symbol: 'none', lineStyle: { color: colours.muted, type: 'dashed', width: 1 }, data: [[0, 0], [1, 1]] });
  }
  const text = at => tip(across.name + ' ' + short(across.values[at.dataIndex]), [up.name + ' ' + short(up.values[at.dataIndex]), ...more(at.dataIndex)]);
  return base(colours, text, {
    grid: { left: 52, right: 14, top: 10, bottom: 40 },
    xAxis: shareAxis(colours, across.name, 24), yAxis: shareAxis(colours, up.name, 34), series
  });
}
