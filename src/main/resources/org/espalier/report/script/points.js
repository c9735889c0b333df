// Trials as points. A point is its place on both axes, and its trial.

import { dot } from './colours.js';
import { chosen, isFull, learnerIndex, trialTip } from './trials.js';

const LARGE = 2000; // points from which on ECharts draws a series in one stroke

/**
 * Series of points, one for each learner in full and in part.
 *
 * @param at function from a trial to its place on both axes, or null
 */
export function points(colours, list, at, size) {
  const groups = {};
  list.forEach(trial => {
    const xy = at(trial);
    if (xy) { (groups[learnerIndex(trial) + (isFull(trial) ? '+' : '-')] ??= []).push([...xy, trial]); }
  });
  return Object.keys(groups).sort().map(key => {
    const full = key.endsWith('+');
    return {
      type: 'scatter', symbolSize: full ? size : size - 2, clip: false, z: full ? 3 : 2, large: true, largeThreshold: LARGE,
      itemStyle: dot(full, colours.learner(parseInt(key, 10))), data: groups[key]
    };
  });
}

/** Tooltip of points. */
export function byTrial(more = () => []) {
  return at => at.value?.length > 2 ? trialTip(at.value[2], more(at.value[2])) : '';
}

/** A ring around the trial that was chosen, or that leads. */
export function ring(colours, list, at) {
  const xy = list.includes(chosen) ? at(chosen) : null;
  return {
    type: 'scatter', silent: true, z: 5, symbolSize: 15, clip: false, data: xy ? [xy] : [],
    itemStyle: { color: 'transparent', borderColor: colours.ink, borderWidth: 2 }
  };
}
