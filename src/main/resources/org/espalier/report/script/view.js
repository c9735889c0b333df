// The view that the reader chose, which every chart and the table follow. It is kept in the
// fragment of the address, so that a link shows the same.

import { columnNamed, parameters } from './parameters.js';
import { all, COMPLETED, isFull, ranked } from './trials.js';

export const view = { completed: false, top: 0, differing: false, log: false, rank: false, ranges: {}, x: '', y: '', sort: '', find: '' };

const followers = [];

/** Calls a function whenever the view changes. */
export function follow(follower) { followers.push(follower); }

/** Takes the view of the address. */
export function readView() {
  const given = new URLSearchParams(location.hash.replace(/^#/, ''));
  view.completed = given.get('show') === COMPLETED;
  view.top = Math.max(0, parseInt(given.get('top'), 10) || 0);
  view.differing = given.get('parameters') === 'differing';
  view.log = given.get('axis') === 'log';
  view.rank = given.get('colour') === 'rank';
  ['x', 'y', 'sort', 'find'].forEach(name => { view[name] = given.get(name) || ''; });
  view.ranges = {};
  given.getAll('range').forEach(text => {
    const parts = /^(.*)=(-?[\d.eE+-]+)\.\.(-?[\d.eE+-]+)$/.exec(text);
    if (parts && columnNamed(parts[1])) {
      (view.ranges[parts[1]] ??= []).push([Number(parts[2]), Number(parts[3])]);
    }
  });
}

function viewAsText() {
  const text = new URLSearchParams();
  if (view.completed) { text.set('show', COMPLETED); }
  if (view.top) { text.set('top', view.top); }
  if (view.differing) { text.set('parameters', 'differing'); }
  if (view.log) { text.set('axis', 'log'); }
  if (view.rank) { text.set('colour', 'rank'); }
  ['x', 'y', 'sort', 'find'].filter(name => view[name]).forEach(name => text.set(name, view[name]));
  Object.entries(view.ranges).forEach(([name, ranges]) => {
    ranges.forEach(range => text.append('range', name + '=' + range[0] + '..' + range[1]));
  });
  return text.toString();
}

/** Changes the view, and calls all that follow it but the one that made the change. */
export function changeView(change, by) {
  Object.assign(view, change);
  shown = null;
  try {
    window.history.replaceState(null, '', '#' + viewAsText());
  } catch (e) { /* a page inside a notebook has no address of its own */ }
  followers.filter(follower => follower !== by).forEach(follower => follower());
}

/** Changes the ranges of one column; none removes it. */
export function changeRanges(name, ranges, by) {
  const others = { ...view.ranges };
  delete others[name];
  changeView({ ranges: ranges.length ? { ...others, [name]: ranges } : others }, by);
}

function isInRanges(trial) {
  return Object.entries(view.ranges).every(([name, ranges]) => {
    const column = columnNamed(name);
    const value = column.values[trial];
    const at = value !== null && value <= 0 && column.scale === 'LOG' ? column.zero : value; // its place on the axis
    return at !== null && ranges.some(range => at >= range[0] && at <= range[1]);
  });
}

function passes(trial) { return !view.completed || isFull(trial); }

/** The trials of a view without its ranges, by number. */
export function candidates() {
  const list = view.top ? ranked.filter(passes).slice(0, view.top) : all.filter(passes);
  return list.sort((a, b) => a - b);
}

let shown = null; // until the view changes

/** The trials that are shown, by number. */
export function shownTrials() {
  shown ??= candidates().filter(isInRanges);
  return shown;
}

/** The parameters that are shown: all, or those that differ among the shown trials, if any do. */
export function shownParameters() {
  const list = shownTrials();
  const differing = parameters.filter(parameter =>
    !view.differing || list.some(trial => parameter.values[trial] !== parameter.values[list[0]]));
  return differing.length ? differing : parameters;
}
