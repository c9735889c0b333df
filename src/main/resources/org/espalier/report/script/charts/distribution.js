// Share of the shown trials that are at least as good as a score: in full, and at any rung.

import { axis, base, labels } from '../axes.js';
import { page } from '../data.js';
import { register } from '../registry.js';
import { scoreAxis, scoreOn } from '../scores.js';
import { fixed, percent, tip } from '../text.js';
import { byScore, isFull, isScored } from '../trials.js';
import { shownTrials } from '../view.js';

register({
  name: 'distribution',
  draw({ colours }) {
    const list = shownTrials().filter(isScored).sort(byScore);
    const curve = (name, trials, line) => ({
      name, type: 'line', step: 'end', symbolSize: 5, showSymbol: trials.length < 30, lineStyle: line, itemStyle: { color: line.color },
      data: trials.map((trial, i) => [scoreOn(page.axis, trial), (i + 1) / trials.length])
    });
    return base(colours, at => tip(at.seriesName, [percent(at.value[1]) + ' reach ' + fixed(at.value[0])]), {
      legend: { top: 0, right: 16, textStyle: { color: colours.ink }, selectedMode: false },
      grid: { left: 62, right: 16, top: 30, bottom: 30 },
      xAxis: scoreAxis(colours, page.axis, { inverse: page.maximize, splitLine: { show: false } }),
      yAxis: axis(colours, { type: 'value', min: 0, max: 1, interval: .25, axisLabel: labels(colours, { formatter: percent }) }),
      series: [
        curve('all scores', list, { color: colours.muted, width: 1.5 }),
        curve('in full', list.filter(isFull), { color: colours.accent, width: 2 })
      ].filter(series => series.data.length > 1)
    });
  }
});
