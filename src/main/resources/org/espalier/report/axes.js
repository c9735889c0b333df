
// Texts, colours and axes of the charts. Texts are only ever set as text, never as markup.

function node(tag, text, name) {
  var made = document.createElement(tag);
  made.textContent = text;
  if (name) { made.className = name; }
  return made;
}

function tip(title, lines) {
  var box = node('div', '', 'tip');
  box.appendChild(node('b', title));
  lines.forEach(function (line) { box.appendChild(node('div', line)); });
  return box;
}

function trialTip(trial, more) {
  var lines = learnerOf(trial) ? [learnerOf(trial)] : [];
  if (trials.score[trial] !== null) { lines.push(scoreText(trial)); }
  return tip(titleOf(trial), lines.concat(more || [], coded(trials.state, trial)));
}

function minus(text) { return text.replace(/-/g, '\u2212'); }

function fixed(value) {
  var size = Math.abs(value);
  var power = size >= 1e7 || (size > 0 && size < 1e-4 && size < Math.pow(10, -data.decimals));
  return minus(power ? value.toExponential(3).replace('e+', 'e') : value.toLocaleString('en-US', { minimumFractionDigits: data.decimals, maximumFractionDigits: data.decimals }));
}

/** An error is written as its score is: with the same decimals. */
function plusMinus(trial) {
  var error = trials.error[trial];
  return error === null ? '' : ' \u00b1 ' + (/e/.test(fixed(trials.score[trial])) ? error.toExponential(3).replace('e+', 'e') : error.toFixed(data.decimals));
}

function scoreText(trial) { return fixed(trials.score[trial]) + plusMinus(trial); }

function short(value) { return minus(String(Number(value.toPrecision(4)))); }

function power(value) {
  return minus(value >= .001 && value < 10000 ? String(Number(value.toPrecision(6))) : value.toExponential(0).replace('e+', 'e'));
}

/** The value of a parameter as text. */
function valueText(parameter, value) {
  return parameter.listed.length ? String(parameter.listed[value]) : short(value);
}

/** The name of a parameter, with its learner where there are several. */
function fullName(column) { return column.learner && data.learners.length > 1 ? column.learner + ': ' + column.label : column.label; }

// ---- colours, from the style sheet, so that charts follow it into the dark

function palette() {
  var style = getComputedStyle(document.documentElement);
  function of(name) { return style.getPropertyValue('--' + name).trim(); }
  return {
    paper: of('paper'), ink: of('ink'), muted: of('muted'), rule: of('rule'), bad: of('bad'), accent: of('accent'),
    learner: function (index) { return of('c' + Math.max(0, index) % 6); },
    good: of('good'), poor: of('poor')
  };
}

function base(colours, more) {
  return Object.assign({
    animation: false,
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
    tooltip: {
      trigger: 'item', confine: true, backgroundColor: colours.paper, borderColor: colours.rule,
      textStyle: { color: colours.ink }, formatter: function () { return ''; }
    }
  }, more);
}

function dot(full, colour, more) {
  return Object.assign({ color: full ? colour : 'transparent', borderColor: colour, borderWidth: 1.5, opacity: full ? 1 : .75 }, more);
}

// ---- axes

function axis(colours, more) {
  return Object.assign({
    axisLine: { onZero: false, lineStyle: { color: colours.muted } },
    axisTick: { lineStyle: { color: colours.muted } },
    axisLabel: { color: colours.muted, hideOverlap: true },
    splitLine: { lineStyle: { color: colours.rule } },
    nameTextStyle: { color: colours.muted }
  }, more);
}

/** True if the reader wants a log axis of scores, and there is one. */
function isLogScore() { return view.log && hasLogScore(); }

function hasLogScore() {
  return trials.score.some(function (score) { return score !== null; }) &&
    trials.score.every(function (score) { return score === null || score > 0; });
}

/** Number of decimals of the ticks of an axis, which begin at its lower end. */
function tickDecimals(range) {
  var decimals = Math.max(0, Math.ceil(-Math.log10(range.step) - 1e-9));
  var low = Math.abs(range.low) * Math.pow(10, decimals);
  return Math.abs(low - Math.round(low)) > 1e-6 * Math.max(1, low) ? decimals + 1 : decimals;
}

/** The axis of a range of scores, whose better end is never cut. */
function scoreAxis(colours, range, more) {
  if (isLogScore() && range.low > 0) {
    return axis(colours, Object.assign({ type: 'log', min: range.low, max: range.high, axisLabel: { color: colours.muted, hideOverlap: true, formatter: power } }, more));
  }
  if (isLogScore()) {
    return axis(colours, Object.assign({ type: 'log', max: range.high, axisLabel: { color: colours.muted, hideOverlap: true, formatter: power } }, more));
  }
  var decimals = tickDecimals(range);
  var wide = decimals > 6 || Math.max(Math.abs(range.low), Math.abs(range.high)) >= 1e7;
  return axis(colours, Object.assign({
    type: 'value', min: range.low, max: range.high, interval: range.step,
    axisLabel: {
      color: colours.muted, hideOverlap: true,
      formatter: function (value) { return minus(wide ? String(value && Number(value.toPrecision(6)).toExponential()) : value.toFixed(decimals)); }
    }
  }, more));
}

/** A score within a range: those beyond it are drawn at its edge. */
function clamp(range, score) { return Math.min(range.high, Math.max(range.low, score)); }

/** The axis of scores of small charts: three intervals at most, all alike. */
function coarse(range) {
  var intervals = Math.round((range.high - range.low) / range.step);
  var step = range.step * Math.ceil(intervals / 3);
  return { low: range.low, high: range.low + step * Math.ceil(intervals * range.step / step - 1e-9), step: step };
}

/** Place of a parameter's value on its axis. */
function place(parameter, value) {
  if (value === null) { return null; }
  if (parameter.scale === 'REVERSE_LOG') {
    return 1 - Math.log((parameter.low + parameter.high - value) / parameter.low) / Math.log(parameter.high / parameter.low);
  }
  return parameter.scale === 'LOG' && value <= 0 ? parameter.zero : value;
}

/** The value at a place on an axis. */
function valueAt(parameter, at) {
  return parameter.scale === 'REVERSE_LOG'
    ? parameter.low + parameter.high - parameter.low * Math.pow(parameter.high / parameter.low, 1 - at)
    : at;
}

var JITTER = 28; // pixels over which points of one listed value are spread, so that they can be told apart

/** The axis of a parameter, on the scale as searched. */
function parameterAxis(colours, parameter, more) {
  if (parameter.listed.length) {
    return axis(colours, Object.assign({
      type: 'category', data: parameter.listed, jitter: JITTER, axisLabel: { color: colours.muted, hideOverlap: true, formatter: cut }
    }, more));
  }
  function label(value) {
    if (parameter.scale === 'LOG') { return parameter.zero !== null && value < parameter.zero * 1.01 ? '0' : power(value); }
    return short(valueAt(parameter, value));
  }
  var ends = parameter.scale === 'REVERSE_LOG' ? { min: 0, max: 1 }
    : parameter.scale === 'LOG' ? { min: parameter.zero === null ? parameter.low : parameter.zero, max: parameter.high }
    : { min: parameter.low, max: parameter.high };
  var whole = parameter.values.every(function (value) { return value === null || Number.isInteger(value); });
  return axis(colours, Object.assign({
    type: parameter.scale === 'LOG' ? 'log' : 'value', splitNumber: 4, minInterval: whole && parameter.scale === 'LINEAR' ? 1 : 0, splitLine: { show: false },
    axisLabel: { color: colours.muted, hideOverlap: true, formatter: label, showMinLabel: true, showMaxLabel: true }
  }, ends, more));
}

function cut(text) { return text.length > 14 ? text.slice(0, 13) + '\u2026' : text; }

/** A round whole number that is at least a value: 1, 2 or 5 times a power of ten. */
function whole(value) {
  var ten = Math.pow(10, Math.max(0, Math.floor(Math.log10(Math.max(1, value)))));
  return [1, 2, 5, 10].map(function (digit) { return digit * ten; }).find(function (round) { return round >= value; });
}
