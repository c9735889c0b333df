// Axes and colours of scores.

import { clamp, logAxis, rangeAxis } from './axes.js';
import { page } from './data.js';
import { short } from './text.js';
import { all, columns, isScored } from './trials.js';
import { view } from './view.js';

/** True if scores have a log axis: all are positive. */
export function hasLogScore() {
  const scored = all.filter(isScored);
  return scored.length > 0 && scored.every(trial => columns.score[trial] > 0);
}

/** True if the reader wants a log axis of scores, and there is one. */
export function isLogScore() { return view.log && hasLogScore(); }

/** The axis of a range of scores, whose better end is never cut. */
export function scoreAxis(colours, range, more) {
  return isLogScore() ? logAxis(colours, range, more) : rangeAxis(colours, range, more);
}

/** The score of a trial within the page's axis. */
export function scoreOn(range, trial) { return clamp(range, columns.score[trial]); }

/** The scores of trials within a range: their least and their most. */
export function spread(list, range) {
  const scores = list.map(trial => scoreOn(range, trial));
  const low = Math.min(...scores);
  const high = Math.max(...scores);
  return scores.length && low < high ? { low, high } : range;
}

/** Colours from the poor end of the scores that are shown to the good one. */
export function colouredByScore(colours, range, dimension) {
  const scale = [colours.poor, colours.good];
  return {
    type: 'continuous', min: range.low, max: range.high, dimension, seriesIndex: [0, 1, 2], calculable: false, right: 0, top: 'middle',
    itemHeight: 120, text: [short(range.high), short(range.low)], textStyle: { color: colours.muted },
    inRange: { color: page.maximize ? scale : scale.slice().reverse() }
  };
}
