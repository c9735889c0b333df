
// Data of the study, and the view that the reader chose, which every chart and table follows.

var data = JSON.parse(document.getElementById('chart-data').textContent);
var trials = data.trials;
var RUNG_COMPLETED = 'completed';

/** A text that repeats over trials. */
function coded(column, trial) { return column.texts[column.codes[trial]]; }

function isFull(trial) { return coded(trials.state, trial) === RUNG_COMPLETED; }

function isBetter(score, other) { return data.maximize ? score > other : score < other; }

/** The best first: trials at higher rungs before those at lower ones, whose scores rest on less. */
var ranked = trials.score.map(function (_, trial) { return trial; })
  .filter(function (trial) { return trials.score[trial] !== null; })
  .sort(function (a, b) {
    var rungs = isFull(b) - isFull(a) || trials.rung[b] - trials.rung[a];
    var scores = trials.score[a] - trials.score[b];
    return rungs || (data.maximize ? -scores : scores) || a - b;
  });

function learnerOf(trial) { return data.learners[trials.learner[trial]] || ''; }

function titleOf(trial) {
  var role = Object.keys(trials.roles).find(function (name) { return trials.roles[name] === trial; });
  return 'Trial ' + trial + (role ? ', the ' + (role === 'leader' ? 'best so far' : role) : '');
}

function parameterNamed(name) {
  return data.parameters.find(function (parameter) { return parameter.name === name; });
}

/** Columns that can be filtered by ranges: the parameters and the score. */
var SCORE = { name: 'score', label: data.metric, listed: [], values: trials.score, scale: 'LINEAR' };
function columnNamed(name) { return name === SCORE.name ? SCORE : parameterNamed(name); }

// ---- the view; it is kept in the fragment of the address, so that a link shows the same

var view = { completed: false, top: 0, differing: false, log: false, rank: false, ranges: {}, x: '', y: '', sort: '', find: '' };
var followers = [];

function readView() {
  var said = new URLSearchParams(location.hash.replace(/^#/, ''));
  view.completed = said.get('show') === RUNG_COMPLETED;
  view.top = Math.max(0, parseInt(said.get('top'), 10) || 0);
  view.differing = said.get('parameters') === 'differing';
  view.log = said.get('axis') === 'log';
  view.rank = said.get('colour') === 'rank';
  view.x = said.get('x') || '';
  view.y = said.get('y') || '';
  view.sort = said.get('sort') || '';
  view.find = said.get('find') || '';
  view.ranges = {};
  said.getAll('range').forEach(function (text) {
    var parts = /^(.*)=(-?[\d.eE+-]+)\.\.(-?[\d.eE+-]+)$/.exec(text);
    if (parts && columnNamed(parts[1])) {
      (view.ranges[parts[1]] = view.ranges[parts[1]] || []).push([Number(parts[2]), Number(parts[3])]);
    }
  });
}

function viewAsText() {
  var said = new URLSearchParams();
  if (view.completed) { said.set('show', RUNG_COMPLETED); }
  if (view.top) { said.set('top', view.top); }
  if (view.differing) { said.set('parameters', 'differing'); }
  if (view.log) { said.set('axis', 'log'); }
  if (view.rank) { said.set('colour', 'rank'); }
  ['x', 'y', 'sort', 'find'].forEach(function (name) { if (view[name]) { said.set(name, view[name]); } });
  Object.keys(view.ranges).forEach(function (name) {
    view.ranges[name].forEach(function (range) { said.append('range', name + '=' + range[0] + '..' + range[1]); });
  });
  return said.toString();
}

/** Takes a change of the view over, and tells everything that follows it but the one that made it. */
function changeView(change, by) {
  Object.assign(view, change);
  shown = null;
  try {
    window.history.replaceState(null, '', '#' + viewAsText());
  } catch (e) { /* a page inside a notebook has no address of its own */ }
  followers.forEach(function (follower) { if (follower !== by) { follower(); } });
}

// ---- trials that the view shows

function isInRanges(trial) {
  return Object.keys(view.ranges).every(function (name) {
    var column = columnNamed(name);
    var value = column.values[trial];
    if (value !== null && value <= 0 && column.scale === 'LOG') { value = column.zero; } // its place on the axis
    return value !== null && view.ranges[name].some(function (range) { return value >= range[0] && value <= range[1]; });
  });
}

/** The trials of a view without its ranges, by number. */
function candidates() {
  var all = view.top ? ranked.filter(passes).slice(0, view.top) : trials.score.map(function (_, trial) { return trial; });
  return all.filter(passes).sort(function (a, b) { return a - b; });
}

function passes(trial) { return !view.completed || isFull(trial); }

var shown = null;
/** The trials that are shown, by number. */
function shownTrials() {
  shown = shown || candidates().filter(isInRanges);
  return shown;
}

/** The parameters that are shown: all, or those that differ among the shown trials, if any do. */
function shownParameters() {
  var those = shownTrials();
  var differing = data.parameters.filter(function (parameter) {
    return !view.differing || those.some(function (trial) { return parameter.values[trial] !== parameter.values[those[0]]; });
  });
  return differing.length ? differing : data.parameters;
}
