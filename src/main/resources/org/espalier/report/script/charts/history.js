// Scores in the order of trials, with the best so far and its standard error.

import { axis, base, clamp, whole } from '../axes.js';
import { page } from '../data.js';
import { byTrial, points, ring } from '../points.js';
import { register } from '../registry.js';
import { isLogScore, scoreAxis, scoreOn } from '../scores.js';
import { all, columns, isScored } from '../trials.js';
import { shownTrials } from '../view.js';

const CROSS = 'path://M0,1L1,0L5,4L9,0L10,1L6,5L10,9L9,10L5,6L1,10L0,9L4,5Z';

/** The standard error of the best score as a band: its lower edge, and the width on top of it. */
function errorBand(colours, best) {
  if (isLogScore() || best.every(step => step.stdError === null)) { return []; }
  const edge = (step, sign) => clamp(page.axis, step.score + sign * (step.stdError ?? 0));
  const band = (height, area) => ({
    type: 'line', step: 'end', symbol: 'none', silent: true, z: 0, stack: 'interval', stackStrategy: 'all',
    lineStyle: { opacity: 0 }, areaStyle: area, data: best.map(step => [step.trial, height(step)])
  });
  return [
    band(step => edge(step, -1), undefined),
    band(step => edge(step, 1) - edge(step, -1), { color: colours.ink, opacity: .12 })
  ];
}

register({
  name: 'history',
  zooms: true,
  draw({ colours, data }) {
    const last = all.length - 1;
    const list = shownTrials();
    const failed = list.filter(trial => !isScored(trial) && columns.state[trial] === 'failed');
    const best = data.best.length ? [...data.best, { ...data.best[data.best.length - 1], trial: last }] : [];
    const at = trial => isScored(trial) ? [trial, scoreOn(page.axis, trial)] : null;
    const line = {
      type: 'line', step: 'end', symbol: 'none', silent: true, z: 1,
      data: best.map(step => [step.trial, clamp(page.axis, step.score)]), lineStyle: { color: colours.ink, width: 1.5, opacity: .8 }
    };
    if (data.baseline !== null) {
      line.markLine = {
        silent: true, symbol: 'none', precision: 15, label: { show: false }, data: [{ yAxis: clamp(page.axis, data.baseline) }],
        lineStyle: { color: colours.muted, type: 'dashed', width: 1.5 }
      };
    }
    const every = whole(last / 8);
    return base(colours, byTrial(), {
      grid: { left: 62, right: 16, top: 26, bottom: 44 },
      xAxis: axis(colours, {
        type: 'value', min: 0, max: Math.ceil(Math.max(1, last) / every) * every, interval: every,
        name: 'Trial', nameLocation: 'middle', nameGap: 26, splitLine: { show: false }
      }),
      yAxis: scoreAxis(colours, page.axis),
      series: [
        ...errorBand(colours, best), line, ...points(colours, list, at, 9), ring(colours, list, at),
        {
          type: 'scatter', data: failed.map(trial => [trial, page.axis.low, trial]), z: 2, clip: false,
          symbol: CROSS, symbolSize: 9, itemStyle: { color: colours.bad }
        }
      ]
    });
  }
});
