
(function () {
  'use strict';

  var data = JSON.parse(document.getElementById('chart-data').textContent);
  var charts = [];
  var PAPER_WIDTH = 680; // what an A4 page is wide between its margins, in CSS pixels
  var PRINTED_COLUMNS = 2;

  // ---- text: only ever set as text, never as markup

  function node(tag, text) {
    var made = document.createElement(tag);
    made.textContent = text;
    return made;
  }

  function tip(title, lines) {
    var box = document.createElement('div');
    box.className = 'tip';
    box.appendChild(node('b', title));
    lines.forEach(function (line) { box.appendChild(node('div', line)); });
    return box;
  }

  function score(value) {
    return value.toFixed(data.decimals);
  }

  function short(value) {
    return String(Number(value.toPrecision(4)));
  }

  // ---- colours, from the style sheet, so that charts follow it into the dark

  function palette() {
    var style = getComputedStyle(document.documentElement);
    function of(name) { return style.getPropertyValue('--' + name).trim(); }
    return {
      paper: of('paper'), ink: of('ink'), muted: of('muted'), rule: of('rule'), bad: of('bad'), accent: of('accent'),
      learner: function (index) { return of('c' + Math.max(0, index) % 6); }
    };
  }

  function axis(colours, more) {
    return Object.assign({
      axisLine: { onZero: false, lineStyle: { color: colours.muted } },
      axisTick: { lineStyle: { color: colours.muted } },
      axisLabel: { color: colours.muted, hideOverlap: true },
      splitLine: { lineStyle: { color: colours.rule } },
      nameTextStyle: { color: colours.muted }
    }, more);
  }

  function scores(colours, range, step, label) {
    var decimals = Math.max(0, Math.ceil(-Math.log10(step) - 1e-9));
    var wide = decimals > 5 || Math.max(Math.abs(range.low), Math.abs(range.high)) >= 1e7;
    function text(value) { return wide ? String(value && Number(value.toPrecision(6)).toExponential()) : value.toFixed(decimals); }
    return axis(colours, {
      type: 'value', min: range.low, max: range.high, interval: step,
      axisLabel: Object.assign({
        color: colours.muted, hideOverlap: true, formatter: text
      }, label)
    });
  }

  function base(colours, more) {
    return Object.assign({
      animation: false,
      textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
      tooltip: {
        trigger: 'item', confine: true, backgroundColor: colours.paper, borderColor: colours.rule,
        textStyle: { color: colours.ink }, formatter: function (at) { return at.data.tip ? at.data.tip() : ''; }
      }
    }, more);
  }

  function dot(full, colour, more) {
    return Object.assign({ color: full ? colour : 'transparent', borderColor: colour, borderWidth: 1.5, opacity: full ? 1 : .75 }, more);
  }

  // ---- charts

  function folds(colours) {
    var rows = data.folds.baseline.length ? ['Baseline', 'Winner'] : ['Winner'];
    var series = [];
    function add(name, values, colour) {
      var mean = values.reduce(function (a, b) { return a + b; }, 0) / values.length;
      series.push({
        type: 'scatter', symbol: 'rect', symbolSize: [3, 26], silent: true, z: 3,
        itemStyle: { color: colour }, data: [{ value: [mean, name] }]
      });
      series.push({
        type: 'scatter', symbolSize: 10, z: 4,
        data: values.map(function (value, fold) {
          return {
            value: [value, name], itemStyle: dot(true, colour, { borderColor: colours.paper }),
            tip: function () { return tip(name + ', fold ' + fold, [score(value)]); }
          };
        })
      });
    }
    add('Winner', data.folds.winner, colours.accent);
    if (rows.length > 1) {
      add('Baseline', data.folds.baseline, colours.muted);
      data.folds.winner.forEach(function (value, fold) {
        series.push({
          type: 'line', silent: true, symbol: 'none', z: 1, lineStyle: { color: colours.muted, width: 1, opacity: .6 },
          data: [[value, 'Winner'], [data.folds.baseline[fold], 'Baseline']]
        });
      });
    }
    return base(colours, {
      grid: { left: 70, right: 18, top: 6, bottom: 26 },
      xAxis: scores(colours, data.folds, data.folds.step),
      yAxis: axis(colours, { type: 'category', data: rows, axisTick: { show: false }, axisLine: { show: false }, axisLabel: { color: colours.ink } }),
      series: series
    });
  }

  function history(colours) {
    var h = data.history;
    function clamp(value) { return Math.min(h.high, Math.max(h.low, value)); }
    var points = h.points.map(function (p) {
      var outside = p[1] < h.low || p[1] > h.high;
      var winner = p[0] === h.winner;
      return {
        value: [p[0], clamp(p[1])],
        symbol: outside ? 'triangle' : 'circle', symbolRotate: p[1] < h.low ? 180 : 0,
        symbolSize: winner ? 15 : p[2] ? 9 : 7,
        itemStyle: dot(p[2], colours.learner(p[3]), winner ? { borderColor: colours.ink, borderWidth: 2 } : {}),
        tip: function () {
          return tip('Trial ' + p[0] + (winner ? ', the winner' : ''), (data.learners[p[3]] ? [data.learners[p[3]]] : []).concat(score(p[1]), p[4]));
        }
      };
    });
    var failed = h.failed.map(function (trial) {
      return { value: [trial, h.low], tip: function () { return tip('Trial ' + trial, ['failed']); } };
    });
    var every = whole(h.last / 8);
    var best = h.best.map(function (b) { return [b[0], clamp(b[1])]; });
    if (best.length) { best.push([h.last, best[best.length - 1][1]]); }
    var line = {
      type: 'line', step: 'end', symbol: 'none', silent: true, z: 1, data: best,
      lineStyle: { color: colours.ink, width: 1.5, opacity: .8 }
    };
    if (h.baseline !== undefined) {
      line.markLine = {
        silent: true, symbol: 'none', precision: 15, label: { show: false }, data: [{ yAxis: clamp(h.baseline) }],
        lineStyle: { color: colours.muted, type: 'dashed', width: 1.5 }
      };
    }
    return base(colours, {
      grid: { left: 58, right: 16, top: 14, bottom: 44 },
      xAxis: axis(colours, {
        type: 'value', min: 0, max: Math.ceil(Math.max(1, h.last) / every) * every, interval: every,
        name: 'Trial', nameLocation: 'middle', nameGap: 26, splitLine: { show: false }
      }),
      yAxis: scores(colours, h, h.step),
      series: [
        line,
        { type: 'scatter', data: points, z: 3, clip: false },
        {
          type: 'scatter', data: failed, z: 2, clip: false, symbol: 'path://M0,1L1,0L5,4L9,0L10,1L6,5L10,9L9,10L5,6L1,10L0,9L4,5Z',
          symbolSize: 9, itemStyle: { color: colours.bad }
        }
      ]
    });
  }

  function parameter(colours, element) {
    var p = data.parameters[Number(element.getAttribute('data-index'))];
    var h = data.history;
    function clamp(value) { return Math.min(h.high, Math.max(h.low, value)); }
    // Three intervals at most, all alike: the axis may end above that of the history.
    var intervals = Math.round((h.high - h.low) / h.step);
    var step = h.step * Math.ceil(intervals / 3);
    var range = { low: h.low, high: h.low + step * Math.ceil(intervals * h.step / step - 1e-9) };
    function label(value) { return p.zero && value < p.zero * 1.01 ? '0' : power(value); }
    return base(colours, {
      grid: { left: 50, right: 14, top: 10, bottom: 24 },
      xAxis: axis(colours, {
        type: p.log ? 'log' : 'value', min: p.zero || null, scale: true, splitNumber: 4, splitLine: { show: false },
        axisLabel: { color: colours.muted, hideOverlap: true, formatter: p.log ? label : short }
      }),
      yAxis: scores(colours, range, step),
      series: [{
        type: 'scatter', symbolSize: 7, clip: false,
        data: p.dots.map(function (d) {
          return {
            value: [d[1] || p.zero || 0, clamp(d[2])], itemStyle: dot(d[3], colours.learner(p.learner)),
            tip: function () { return tip('Trial ' + d[0], [p.parameter + ' ' + short(d[1]), score(d[2])]); }
          };
        })
      }]
    });
  }

  function curve(colours, element) {
    var c = data.curves[Number(element.getAttribute('data-index'))];
    return base(colours, {
      grid: { left: 50, right: 14, top: 10, bottom: 38 },
      xAxis: axis(colours, {
        type: 'value', minInterval: 1, min: 'dataMin', max: 'dataMax', splitNumber: 4, splitLine: { show: false },
        name: 'Step', nameLocation: 'middle', nameGap: 22,
        axisLabel: { color: colours.muted, hideOverlap: true, formatter: short }
      }),
      yAxis: axis(colours, {
        type: c.log ? 'log' : 'value', scale: true, splitNumber: 4,
        axisLabel: { color: colours.muted, hideOverlap: true, formatter: c.log ? power : short }
      }),
      series: c.lines.map(function (line) {
        var winner = line[0] === data.winner;
        var colour = winner ? colours.accent : colours.muted;
        return {
          type: 'line', symbolSize: 5, showSymbol: line[1].length === 1, z: winner ? 3 : 1, itemStyle: { color: colour },
          lineStyle: { color: colour, width: winner ? 2.5 : 1, opacity: winner ? 1 : .5 },
          data: line[1].map(function (p) {
            return {
              value: p,
              tip: function () { return tip('Trial ' + line[0] + (winner ? ', the winner' : ''), ['step ' + p[0], c.name + ' ' + short(p[1])]); }
            };
          })
        };
      })
    });
  }

  /** A round whole number that is at least a value: 1, 2 or 5 times a power of ten. */
  function whole(value) {
    var ten = Math.pow(10, Math.max(0, Math.floor(Math.log10(Math.max(1, value)))));
    return [1, 2, 5, 10].map(function (digit) { return digit * ten; }).find(function (round) { return round >= value; });
  }

  function power(value) {
    return value >= .001 && value < 10000 ? String(value) : value.toExponential(0).replace('e+', 'e');
  }

  var kinds = { folds: folds, history: history, parameter: parameter, curve: curve };

  function draw() {
    var colours = palette();
    charts.forEach(function (c) { c.chart.setOption(kinds[c.kind](colours, c.element), true); });
  }

  function startCharts() {
    if (!window.echarts || !echarts.init) { return; }
    document.documentElement.classList.add('drawn');
    document.querySelectorAll('[data-chart]').forEach(function (element) {
      var chart = echarts.init(element, null, { renderer: 'svg' });
      charts.push({ element: element, kind: element.getAttribute('data-chart'), chart: chart });
    });
    draw();
    window.matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);
    window.addEventListener('resize', fit);
    window.addEventListener('beforeprint', paper);
    window.addEventListener('afterprint', screen);
  }

  function fit() {
    charts.forEach(function (c) { c.chart.resize({ width: 'auto', height: 'auto' }); });
  }

  function screen() {
    document.documentElement.classList.remove('on-paper');
    fit();
    draw();
  }

  function paper() {
    document.documentElement.classList.add('on-paper'); // light colours, before the style sheet for print holds
    charts.forEach(function (c) {
      var width = c.kind === 'parameter' || c.kind === 'curve' ? PAPER_WIDTH / PRINTED_COLUMNS - 20 : PAPER_WIDTH;
      c.chart.resize({ width: width });
    });
    draw();
    document.querySelectorAll('details').forEach(function (d) { d.open = true; });
  }

  // ---- tables

  function key(row, column) {
    var cell = row.cells[column];
    var value = cell.getAttribute('data-value');
    var number = parseFloat(value === null ? '' : value);
    return isNaN(number) ? cell.textContent.trim() : number;
  }

  function compare(a, b) {
    if (typeof a === 'number' && typeof b === 'number') { return a - b; }
    if (typeof a === typeof b) { return a < b ? -1 : a > b ? 1 : 0; }
    return 0;
  }

  function sort(table, column, heading) {
    var descending = heading.getAttribute('aria-sort') === 'ascending';
    table.querySelectorAll('thead th').forEach(function (th) { th.setAttribute('aria-sort', 'none'); });
    heading.setAttribute('aria-sort', descending ? 'descending' : 'ascending');
    var numeric = heading.classList.contains('n');
    var body = table.tBodies[0];
    Array.from(body.rows)
      .map(function (row, index) { return { row: row, key: key(row, column), index: index }; })
      .sort(function (a, b) {
        // What has no number stands last either way.
        var gaps = numeric ? (typeof a.key === 'string') - (typeof b.key === 'string') : 0;
        return gaps || (descending ? -1 : 1) * compare(a.key, b.key) || a.index - b.index;
      })
      .forEach(function (entry) { body.appendChild(entry.row); });
  }

  function makeSortable(table) {
    table.querySelectorAll('thead th').forEach(function (heading, column) {
      var button = node('button', heading.textContent);
      button.type = 'button';
      heading.textContent = '';
      heading.appendChild(button);
      heading.setAttribute('aria-sort', column === 0 ? 'ascending' : 'none');
      button.addEventListener('click', function () { sort(table, column, heading); });
    });
  }

  function makeFilter(table) {
    var rows = Array.from(table.tBodies[0].rows);
    var box = document.createElement('label');
    var input = document.createElement('input');
    var shown = node('span', '');
    box.className = 'filter';
    input.type = 'search';
    shown.className = 'muted';
    shown.setAttribute('aria-live', 'polite');
    box.appendChild(node('span', 'Filter'));
    box.appendChild(input);
    box.appendChild(shown);
    input.addEventListener('input', function () {
      var words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
      var left = rows.filter(function (row) {
        var text = row.textContent.toLowerCase();
        row.hidden = !words.every(function (word) { return text.indexOf(word) >= 0; });
        return !row.hidden;
      });
      shown.textContent = words.length ? left.length + ' of ' + rows.length : '';
    });
    table.parentNode.parentNode.insertBefore(box, table.parentNode);
  }

  document.querySelectorAll('table.sortable').forEach(function (table) {
    makeSortable(table);
    makeFilter(table);
  });
  startCharts();
})();
