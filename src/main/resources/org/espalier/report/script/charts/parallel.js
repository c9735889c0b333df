// Parallel coordinates: an axis for each parameter and one for the score. Ranges chosen on its axes
// filter all other charts and the table.

import { base } from '../axes.js';
import { page } from '../data.js';
import { columnNamed, parameterAxis, place, SCORE, valueAt } from '../parameters.js';
import { register } from '../registry.js';
import { colouredByScore, scoreAxis, scoreOn, spread } from '../scores.js';
import { cut } from '../text.js';
import { isScored, ranked, trialTip } from '../trials.js';
import { candidates, changeRanges, shownParameters, view } from '../view.js';

const LINES = 1000; // lines that are drawn at most, the best ones
const AXIS_WIDTH = 92; // pixels

function axesOfParameters() { return [...shownParameters(), SCORE]; }

/** An end of a range with six digits, rounded so that the range does not become smaller. */
function outward(end, isUpper) {
  const rounded = Number(end.toPrecision(6));
  const step = end === 0 ? 0 : Math.pow(10, Math.floor(Math.log10(Math.abs(end))) - 5);
  return isUpper && rounded < end ? rounded + step : !isUpper && rounded > end ? rounded - step : rounded;
}

register({
  name: 'parallel',

  draw({ colours, element }) {
    const list = candidates().filter(isScored);
    const best = list.length > LINES ? ranked.filter(trial => list.includes(trial)).slice(0, LINES) : list;
    const axes = axesOfParameters();
    const isMany = best.length > 200;
    element.style.minWidth = axes.length * AXIS_WIDTH + 'px';
    element.dataset.lines = best.length;
    return base(colours, at => at.data ? trialTip(at.data.trial) : '', {
      parallel: {
        left: 48, right: 60, top: 56, bottom: 26,
        parallelAxisDefault: {
          nameLocation: 'end', nameGap: 14, nameTextStyle: { color: colours.ink, fontSize: 12 }, realtime: false,
          areaSelectStyle: { width: 18, color: colours.accent, borderColor: colours.accent, opacity: .25 }
        }
      },
      parallelAxis: axes.map((column, dim) => ({
        ...(column === SCORE ? scoreAxis(colours, page.axis) : parameterAxis(colours, column)),
        dim, id: column.name, nameTextStyle: { color: colours.ink, lineHeight: 15 },
        name: (column.learner && page.learners.length > 1 ? cut(column.learner) + '\n' : '') + cut(column.label)
      })),
      visualMap: { ...colouredByScore(colours, spread(best, page.axis), axes.length - 1), show: false, seriesIndex: 0 },
      series: [{
        type: 'parallel', smooth: false, lineStyle: { width: isMany ? .8 : 1.4, opacity: isMany ? .35 : .6 },
        inactiveOpacity: .04, activeOpacity: .9, progressive: 400,
        data: best.map(trial => ({
          trial, value: axes.map(column => column === SCORE ? scoreOn(page.axis, trial) : place(column, column.values[trial]))
        }))
      }]
    });
  },

  /** Draws the ranges of the view on the axes, after the chart has its width. */
  drawn(instance) {
    instance.resize();
    axesOfParameters().forEach(column => {
      const intervals = (view.ranges[column.name] ?? []).map(range => range.map(value => column === SCORE ? value : place(column, value)));
      instance.dispatchAction({ type: 'axisAreaSelect', parallelAxisId: column.name, intervals }, { silent: true });
    });
  },

  /** Takes ranges over that the reader draws on an axis. */
  started(instance, redraw) {
    instance.on('axisareaselected', event => {
      const column = columnNamed(event.parallelAxisId);
      if (!column) { return; }
      const ranges = (event.intervals ?? []).map(range =>
        range.map((at, end) => outward(column === SCORE ? at : valueAt(column, at), end === 1)));
      changeRanges(column.name, ranges, redraw);
    });
  }
});
