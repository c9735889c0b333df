// Horizontal bars with intervals.

import { base, nameAxis } from './axes.js';

/** Room for the names of bars. */
export function nameRoom(element) { return element.clientWidth < 520 ? 120 : 210; }

/**
 * Horizontal bars with intervals, the first name at the top.
 *
 * @param bars name, value, low and high of each
 * @param value the axis of values
 * @param tooltip function from the index of a bar to the content of its tooltip
 * @param more further series over the indices of the bars from below
 */
export function intervalBars(colours, room, bars, value, tooltip, more) {
  const last = bars.length - 1;
  const fromBelow = bars.slice().reverse();
  return base(colours, at => tooltip(last - at.dataIndex), {
    grid: { left: room, right: 30, top: 6, bottom: 40 },
    xAxis: value,
    yAxis: nameAxis(colours, fromBelow.map(bar => bar.name), {
      axisLabel: { color: colours.ink, width: room - 15, overflow: 'truncate' }
    }),
    series: [
      { type: 'bar', barMaxWidth: 14, itemStyle: { color: colours.accent }, data: fromBelow.map(bar => bar.value) },
      {
        type: 'custom', silent: true, z: 3, data: fromBelow.map((bar, i) => [bar.low, i, bar.high]), encode: { x: [0, 2], y: 1 },
        renderItem: (at, api) => {
          const bar = fromBelow[at.dataIndex];
          const [x1, y1] = api.coord([bar.low, at.dataIndex]);
          const [x2, y2] = api.coord([bar.high, at.dataIndex]);
          return { type: 'line', shape: { x1, y1, x2, y2 }, style: { stroke: colours.ink, lineWidth: 1.5 } };
        }
      },
      ...more
    ]
  });
}
