
// Parallel coordinates: an axis for each parameter and one for the score. Ranges chosen on its axes filter all other charts
// and the table.

var LINES = 1000; // lines that are drawn at most, the best ones

function parallel(colours, element) {
  var list = candidates().filter(function (trial) { return trials.score[trial] !== null; });
  var best = list.length > LINES ? ranked.filter(function (trial) { return list.indexOf(trial) >= 0; }).slice(0, LINES) : list;
  var columns = shownParameters().concat(SCORE);
  var range = data.history.axis;
  function low(column) { return column === SCORE ? range.low : 0; }
  element.style.minWidth = columns.length * 92 + 'px';
  element.setAttribute('data-lines', best.length);
  return withTip(base(colours, {
    parallel: {
      left: 48, right: 60, top: 56, bottom: 26,
      parallelAxisDefault: { nameLocation: 'end', nameGap: 14, nameTextStyle: { color: colours.ink, fontSize: 12 }, realtime: false, areaSelectStyle: { width: 18, color: colours.accent, borderColor: colours.accent, opacity: .25 } }
    },
    parallelAxis: columns.map(function (column, dim) {
      var own = column === SCORE ? scoreAxis(colours, range) : parameterAxis(colours, column);
      return Object.assign(own, {
        dim: dim, id: column.name, nameTextStyle: { color: colours.ink, lineHeight: 15 },
        name: (column.learner && data.learners.length > 1 ? cut(column.learner) + '\n' : '') + cut(column.label)
      });
    }),
    visualMap: Object.assign(colouredByScore(colours, spread(best, range), columns.length - 1), { show: false, seriesIndex: 0 }),
    series: [{
      type: 'parallel', smooth: false, lineStyle: { width: best.length > 200 ? .8 : 1.4, opacity: best.length > 200 ? .35 : .6 },
      inactiveOpacity: .04, activeOpacity: .9, progressive: 400,
      data: best.map(function (trial) {
        return {
          trial: trial,
          value: columns.map(function (column) { return column === SCORE ? clamp(range, trials.score[trial]) : place(column, column.values[trial]); })
        };
      })
    }]
  }), function (at) { return at.data ? trialTip(at.data.trial) : ''; });
}

/** Ranges of the view, drawn on the axes. */
function drawRanges(chart) {
  shownParameters().concat(SCORE).forEach(function (column) {
    var ranges = (view.ranges[column.name] || []).map(function (range) {
      return range.map(function (value) { return column === SCORE ? value : place(column, value); });
    });
    chart.dispatchAction({ type: 'axisAreaSelect', parallelAxisId: column.name, intervals: ranges }, { silent: true });
  });
}

/** An end of a range with six digits, rounded so that the range does not become smaller. */
function outward(end, upper) {
  var rounded = Number(end.toPrecision(6));
  var step = end === 0 ? 0 : Math.pow(10, Math.floor(Math.log10(Math.abs(end))) - 5);
  return upper && rounded < end ? rounded + step : !upper && rounded > end ? rounded - step : rounded;
}

/** Takes ranges over that the reader drew on an axis. */
function followRanges(chart, redraw) {
  chart.on('axisareaselected', function (event) {
    var column = columnNamed(event.parallelAxisId);
    if (!column) { return; }
    var ranges = Object.assign({}, view.ranges);
    delete ranges[column.name];
    var drawn = (event.intervals || []).map(function (range) {
      return range.map(function (at, end) { return outward(column === SCORE ? at : valueAt(column, at), end === 1); });
    });
    if (drawn.length) { ranges[column.name] = drawn; }
    changeView({ ranges: ranges }, redraw);
  });
}
