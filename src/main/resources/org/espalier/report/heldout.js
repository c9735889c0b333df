
// Charts of the winner's model on the held-out rows.

function shareAxis(colours, name, more) {
  return axis(colours, Object.assign({ type: 'value', min: 0, max: 1, interval: .25, name: name, nameLocation: 'middle', axisLabel: { color: colours.muted, hideOverlap: true } }, more));
}

/** A curve in the unit square, with a dashed line from corner to corner. */
function unitCurve(colours, x, y, points, diagonal, line) {
  var series = [Object.assign({ type: 'line', symbolSize: 5, itemStyle: { color: colours.accent }, lineStyle: { width: 2 }, data: points }, line)];
  if (diagonal) {
    series.push({ type: 'line', silent: true, symbol: 'none', lineStyle: { color: colours.muted, type: 'dashed', width: 1 }, data: [[0, 0], [1, 1]] });
  }
  return withTip(base(colours, {
    grid: { left: 52, right: 14, top: 10, bottom: 40 },
    xAxis: shareAxis(colours, x, { nameGap: 24 }), yAxis: shareAxis(colours, y, { nameGap: 34 }), series: series
  }), function (at) {
    return tip(x + ' ' + short(at.value[0]), [y + ' ' + short(at.value[1])].concat(at.value[2] ? [at.value[2] + ' rows'] : []));
  });
}

function roc(colours) {
  return unitCurve(colours, 'False positive rate', 'True positive rate', data.heldOut.roc, true, { showSymbol: false });
}

function recall(colours) {
  return unitCurve(colours, 'Recall', 'Precision', data.heldOut.recall, false, { showSymbol: false });
}

function calibration(colours) {
  return unitCurve(colours, 'Predicted', 'Observed', data.heldOut.calibration, true, {});
}

function plainAxis(colours, range, more) {
  var decimals = tickDecimals(range);
  return axis(colours, Object.assign({
    type: 'value', min: range.low, max: range.high, interval: range.step,
    axisLabel: { color: colours.muted, hideOverlap: true, formatter: function (value) { return decimals > 5 ? power(value) : minus(value.toFixed(decimals)); } }
  }, more));
}

function residuals(colours) {
  var r = data.heldOut.residuals;
  return withTip(base(colours, {
    grid: { left: 58, right: 14, top: 10, bottom: 40 },
    xAxis: plainAxis(colours, r.x, { name: 'Prediction', nameLocation: 'middle', nameGap: 24 }),
    yAxis: plainAxis(colours, r.y),
    series: [{
      type: 'scatter', symbolSize: 4, itemStyle: { color: colours.accent, opacity: .5 }, data: r.points,
      markLine: { silent: true, symbol: 'none', label: { show: false }, lineStyle: { color: colours.muted, type: 'dashed' }, data: [{ yAxis: 0 }] }
    }]
  }), function (at) { return tip('Prediction ' + short(at.value[0]), ['residual ' + short(at.value[1])]); });
}

function columns(colours, element) {
  var c = data.heldOut.columns;
  var room = element.clientWidth < 520 ? 120 : 210;
  return intervalBars(colours, room, c.bars.map(function (bar) { return bar[0]; }), c.bars.map(function (bar) { return bar.slice(1); }), {
    axis: plainAxis(colours, c.axis), tip: function (index) {
      var bar = c.bars[index];
      return tip(bar[0], [short(bar[1]) + ', from ' + short(bar[2]) + ' to ' + short(bar[3])]);
    }
  }, []);
}
