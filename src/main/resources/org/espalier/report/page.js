
// The controls of the view, and the drawing of the charts as they come into sight.

var SVG = 1000; // trials up to which charts are drawn as vectors
var PAPER_WIDTH = 680; // what an A4 page is wide between its margins, in CSS pixels
var PRINTED_COLUMNS = 2;
var KINDS = {
  folds: foldScores, history: scoreHistory, distribution: distribution, slice: slice, contour: contour, parallel: parallel, curve: curve, flow: flow,
  timeline: timeline, importance: importance, roc: roc, recall: recall, calibration: calibration, residuals: residuals, columns: columns
};
var ZOOMED = ['history', 'contour', 'timeline'];
var charts = [];

function drawChart(c) {
  if (!c.chart) { return; }
  var colours = palette();
  var option = KINDS[c.kind](colours, c.element);
  c.chart.setOption(ZOOMED.indexOf(c.kind) < 0 || document.documentElement.classList.contains('on-paper') ? option : withTools(colours, option), true);
  if (c.kind === 'parallel') { c.chart.resize(); drawRanges(c.chart); }
}

function startChart(c) {
  if (c.chart) { return; }
  c.chart = echarts.init(c.element, null, { renderer: trials.count > SVG ? 'canvas' : 'svg' });
  c.chart.on('finished', function () { c.element.setAttribute('data-drawn', Math.round(performance.now())); });
  drawChart(c);
  if (c.kind === 'parallel') { followRanges(c.chart, c.redraw); }
}

function startCharts() {
  if (!window.echarts || !echarts.init) { return; }
  document.documentElement.classList.add('drawn');
  var seen = new IntersectionObserver(function (entries) {
    entries.filter(function (entry) { return entry.isIntersecting; }).forEach(function (entry) {
      startChart(charts.find(function (c) { return c.element === entry.target; }));
    });
  }, { rootMargin: '300px' });
  document.querySelectorAll('[data-chart]').forEach(function (element) {
    var c = { element: element, kind: element.getAttribute('data-chart'), chart: null };
    c.redraw = function () { drawChart(c); };
    charts.push(c);
    followers.push(c.redraw);
    seen.observe(element);
  });
  window.matchMedia('(prefers-color-scheme: dark)').addEventListener('change', drawAll);
  window.addEventListener('resize', function () { fit(); });
  window.addEventListener('beforeprint', paper);
  window.addEventListener('afterprint', screen);
}

function drawAll() { charts.forEach(drawChart); }

function fit() { charts.forEach(function (c) { if (c.chart) { c.chart.resize({ width: 'auto', height: 'auto' }); } }); }

function screen() {
  document.documentElement.classList.remove('on-paper');
  fit();
  drawAll();
}

function paper() {
  document.documentElement.classList.add('on-paper'); // light colours, before the style sheet for print holds
  charts.forEach(function (c) {
    startChart(c);
    var narrow = c.element.closest('.multiples') !== null;
    c.element.style.minWidth = '';
    c.chart.resize({ width: narrow ? PAPER_WIDTH / PRINTED_COLUMNS - 20 : PAPER_WIDTH });
  });
  drawAll();
  document.querySelectorAll('details').forEach(function (d) { d.open = true; });
}

// ---- controls

function labelled(text, control) {
  var box = node('label', '', 'control');
  if (control.type === 'checkbox') { box.appendChild(control); box.appendChild(node('span', text)); }
  else { box.appendChild(node('span', text)); box.appendChild(control); }
  return box;
}

function checkbox(text, name) {
  var input = document.createElement('input');
  input.type = 'checkbox';
  input.checked = view[name];
  input.addEventListener('change', function () { var change = {}; change[name] = input.checked; changeView(change); });
  followers.push(function () { input.checked = view[name]; });
  return labelled(text, input);
}

function select(options, value, chosen) {
  var made = document.createElement('select');
  options.forEach(function (option) {
    var one = node('option', option[1]);
    one.value = option[0];
    made.appendChild(one);
  });
  made.value = value;
  made.addEventListener('change', function () { chosen(made.value); });
  return made;
}

function startControls() {
  var bar = document.getElementById('controls');
  if (!bar) { return; }
  var hasPruned = trials.state.texts.some(function (state) { return state !== RUNG_COMPLETED; });
  if (hasPruned) { bar.appendChild(checkbox('Completed trials only', 'completed')); }
  var tops = [0, 5, 10, 20, 50, 100, 500].filter(function (top) { return top < trials.count; });
  if (view.top && tops.indexOf(view.top) < 0) { tops.push(view.top); }
  var top = select(tops.map(function (n) { return [n, n ? 'best ' + n : 'all']; }), view.top, function (n) { changeView({ top: Number(n) }); });
  followers.push(function () { top.value = view.top; });
  bar.appendChild(labelled('Trials', top));
  bar.appendChild(checkbox('Only parameters that differ', 'differing'));
  if (hasLogScore()) { bar.appendChild(checkbox('Log axis of scores', 'log')); }
  var find = document.createElement('input');
  find.type = 'search';
  find.value = view.find;
  find.addEventListener('input', function () { changeView({ find: find.value }); });
  bar.appendChild(labelled('Find in the table', find));
  rangeForm(bar);
  var status = node('p', '', 'note');
  status.setAttribute('role', 'status');
  bar.parentNode.insertBefore(status, bar.nextSibling);
  var chips = node('ul', '', 'chips');
  bar.parentNode.insertBefore(chips, status);
  function update() {
    var n = shownTrials().length;
    status.textContent = n === trials.count ? 'All ' + trials.count + ' trials are shown.' : n + ' of ' + trials.count + ' trials are shown. A link to this page shows the same.';
    drawChips(chips);
  }
  followers.push(update);
  update();
}

/** Ranges by keyboard: what the brush on the axes of the parallel coordinates does. */
function rangeForm(bar) {
  var form = node('details', '', 'control');
  form.appendChild(node('summary', 'Filter by a range'));
  var box = node('div', '', 'controls');
  var columns = data.parameters.concat(SCORE);
  var from = node('input', '');
  var to = node('input', '');
  [from, to].forEach(function (input) { input.type = 'text'; input.size = 8; input.inputMode = 'decimal'; });
  var values = document.createElement('select');
  var which = select(columns.map(function (c) { return [c.name, fullName(c)]; }), columns[0].name, offer);
  var parts = [labelled('From', from), labelled('to', to), labelled('Value', values)];
  function offer() {
    var column = columnNamed(which.value);
    values.textContent = '';
    column.listed.forEach(function (text, index) { var one = node('option', text); one.value = index; values.appendChild(one); });
    parts.forEach(function (part, i) { part.hidden = (i === 2) !== (column.listed.length > 0); });
  }
  var add = node('button', 'Filter');
  add.type = 'button';
  add.addEventListener('click', function () {
    var column = columnNamed(which.value);
    var range = column.listed.length ? [Number(values.value), Number(values.value)]
      : [from.value.trim() === '' ? -Number.MAX_VALUE : Number(from.value), to.value.trim() === '' ? Number.MAX_VALUE : Number(to.value)];
    if (range.some(isNaN)) { return; }
    var ranges = Object.assign({}, view.ranges);
    ranges[column.name] = (column.listed.length ? ranges[column.name] || [] : []).concat([range]);
    changeView({ ranges: ranges });
  });
  box.appendChild(labelled('Column', which));
  parts.concat(add).forEach(function (part) { box.appendChild(part); });
  form.appendChild(box);
  bar.appendChild(form);
  offer();
}

function rangeText(column, range) {
  if (column.listed.length) {
    return column.label + ' ' + column.listed.filter(function (_, i) { return i >= range[0] && i <= range[1]; }).join(', ');
  }
  return column.label + (range[0] > -1e300 ? ' from ' + short(range[0]) : '') + (range[1] < 1e300 ? ' to ' + short(range[1]) : '');
}

function drawChips(list) {
  list.textContent = '';
  Object.keys(view.ranges).forEach(function (name) {
    view.ranges[name].forEach(function (range) {
      var text = rangeText(columnNamed(name), range);
      var button = node('button', text + ' \u00d7');
      button.type = 'button';
      button.setAttribute('aria-label', 'Remove the filter: ' + text);
      button.addEventListener('click', function () {
        var ranges = Object.assign({}, view.ranges);
        ranges[name] = ranges[name].filter(function (other) { return other !== range; });
        if (!ranges[name].length) { delete ranges[name]; }
        changeView({ ranges: ranges });
      });
      var item = node('li', '');
      item.appendChild(button);
      list.appendChild(item);
    });
  });
}

/** Choice of the two parameters of the contour. */
function startContour() {
  var box = document.getElementById('contour-axes');
  if (!box) { return; }
  var options = data.parameters.map(function (p) { return [p.name, fullName(p)]; });
  [['x', 'Across'], ['y', 'Up']].forEach(function (one) {
    var name = one[0];
    var made = select(options, contourParameter(name).name, function (chosen) { var change = {}; change[name] = chosen; changeView(change); });
    followers.push(function () { made.value = contourParameter(name).name; });
    box.appendChild(labelled(one[1], made));
  });
  box.appendChild(checkbox('Colour by rank', 'rank'));
}

readView();
startCharts();
startControls();
startContour();
startTable();
window.addEventListener('hashchange', function () {
  if (location.hash.indexOf('=') >= 0) { readView(); changeView({}); } // else a place on the page
});
