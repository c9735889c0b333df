// Cells over time, on the slots that they occupied, and the gaps between them.

import { axis, base, labels, whole } from '../axes.js';
import { decoded } from '../data.js';
import { register } from '../registry.js';
import { short, tip } from '../text.js';
import { COMPLETED, learnerIndex, titleOf } from '../trials.js';
import { shownTrials } from '../view.js';

const LEAST_WIDTH = 1.5; // pixels of a bar
const LEAST_HEIGHT = 2;

function rectangle(api, slot, start, seconds, style) {
  const [x, middle] = api.coord([start, slot]);
  const width = Math.max(LEAST_WIDTH, api.coord([start + seconds, slot])[0] - x);
  const height = Math.max(LEAST_HEIGHT, api.size([0, 1])[1] * .72);
  return { type: 'rect', shape: { x, y: middle - height / 2, width, height }, style };
}

register({
  name: 'timeline',
  zooms: true,
  draw({ colours, data }) {
    const { bars, gaps } = data;
    const states = decoded(bars.state);
    const shown = new Set(shownTrials());
    function drawGap(at, api) {
      const gap = gaps[at.dataIndex];
      return rectangle(api, gap.slot, gap.start, gap.seconds, { fill: colours.rule, opacity: .45 });
    }
    function drawBar(at, api) {
      const i = at.dataIndex;
      const trial = bars.trial[i];
      return rectangle(api, bars.slot[i], bars.start[i], bars.seconds[i], {
        fill: states[i] === COMPLETED ? colours.learner(learnerIndex(trial)) : colours.bad,
        stroke: colours.paper, lineWidth: .5, opacity: shown.has(trial) ? .9 : .15
      });
    }
    function gapText(gap) { return tip('Slot ' + gap.slot + ' is idle for ' + short(gap.seconds) + ' s', [gap.reason]); }
    function barText(i) {
      return tip(titleOf(bars.trial[i]), [
        'rung ' + bars.rung[i] + ', fold ' + bars.fold[i],
        'from ' + short(bars.start[i]) + ' s, for ' + short(bars.seconds[i]) + ' s', states[i]
      ]);
    }
    return base(colours, at => at.seriesIndex === 0 ? gapText(gaps[at.dataIndex]) : barText(at.dataIndex), {
      grid: { left: 50, right: 16, top: 26, bottom: 42 },
      xAxis: axis(colours, {
        type: 'value', min: 0, max: data.seconds, name: 'Seconds', nameLocation: 'middle', nameGap: 24,
        axisLabel: labels(colours, { formatter: short })
      }),
      yAxis: axis(colours, {
        type: 'value', min: -1, max: data.slots, inverse: true, interval: Math.max(1, whole(data.slots / 10)), splitLine: { show: false },
        axisLabel: labels(colours, { formatter: slot => slot >= 0 && slot < data.slots ? String(slot) : '' }),
        name: 'Slot', nameLocation: 'start'
      }),
      series: [
        { type: 'custom', data: gaps.map(gap => [gap.start, gap.slot]), encode: { x: 0, y: 1 }, z: 1, clip: true, renderItem: drawGap },
        { type: 'custom', data: bars.start.map((start, i) => [start, bars.slot[i]]), encode: { x: 0, y: 1 }, z: 2, clip: true, renderItem: drawBar }
      ]
    });
  }
});
