
// Charts: each kind is a function from colours and its element to an option of ECharts.

var LARGE = 2000; // points from which on ECharts draws a series in one stroke

/** Series of points, one for each learner in full and in part; a point is x, y and its trial. */
function points(colours, list, point, size) {
  var groups = {};
  list.forEach(function (trial) {
    var at = point(trial);
    if (at) {
      var key = trials.learner[trial] + (isFull(trial) ? '+' : '-');
      (groups[key] = groups[key] || []).push([at[0], at[1], trial]);
    }
  });
  return Object.keys(groups).sort().map(function (key) {
    var full = key.slice(-1) === '+';
    return {
      type: 'scatter', symbolSize: full ? size : size - 2, clip: false, z: full ? 3 : 2, large: true, largeThreshold: LARGE,
      itemStyle: dot(full, colours.learner(parseInt(key, 10))), data: groups[key]
    };
  });
}

function byTrial(more) {
  return function (at) {
    return at.value && at.value.length > 2 ? trialTip(at.value[2], more ? more(at.value[2]) : []) : '';
  };
}

function withTip(option, formatter) {
  option.tooltip.formatter = formatter;
  return option;
}

/** Tools of a large chart: to zoom in and out again, and to save it as a picture. */
function withTools(colours, option) {
  option.toolbox = {
    right: 10, top: 0, itemSize: 14, iconStyle: { borderColor: colours.muted },
    feature: { dataZoom: { filterMode: 'none', title: { zoom: 'Zoom', back: 'Back' }, brushStyle: { color: colours.accent, opacity: .2 } }, restore: { title: 'Restore' }, saveAsImage: { title: 'Save', backgroundColor: colours.paper } }
  };
  return option;
}

/** A ring around the trial that was chosen, or that leads. */
function ring(colours, list, point) {
  var chosen = trials.roles.winner === undefined ? trials.roles.leader : trials.roles.winner;
  var at = chosen !== undefined && list.indexOf(chosen) >= 0 ? point(chosen) : null;
  return {
    type: 'scatter', silent: true, z: 5, symbolSize: 15, clip: false, data: at ? [at] : [],
    itemStyle: { color: 'transparent', borderColor: colours.ink, borderWidth: 2 }
  };
}

function foldScores(colours, element) {
  var f = data.folds[element.getAttribute('data-index')];
  var names = f.lines.map(function (line) { return line.name; }).reverse();
  var series = [];
  f.lines.forEach(function (line, i) {
    var colour = i === 0 ? colours.accent : colours.muted;
    var mean = line.scores.reduce(function (a, b) { return a + b; }, 0) / line.scores.length;
    series.push({
      type: 'scatter', symbol: 'rect', symbolSize: [3, 22], silent: true, z: 3,
      itemStyle: { color: colour }, data: [[mean, line.name]]
    });
    series.push({
      type: 'scatter', symbolSize: 10, z: 4, itemStyle: dot(true, colour, { borderColor: colours.paper }),
      data: line.scores.map(function (value, fold) { return [value, line.name, fold]; })
    });
    if (i > 0) {
      line.scores.forEach(function (value, fold) {
        series.push({
          type: 'line', silent: true, symbol: 'none', z: 1, lineStyle: { color: colours.muted, width: 1, opacity: .5 },
          data: [[f.lines[i - 1].scores[fold], f.lines[i - 1].name], [value, line.name]]
        });
      });
    }
  });
  return withTip(base(colours, {
    grid: { left: 90, right: 18, top: 6, bottom: 26 },
    xAxis: scoreAxis(colours, f.axis),
    yAxis: axis(colours, { type: 'category', data: names, axisTick: { show: false }, axisLine: { show: false }, axisLabel: { color: colours.ink } }),
    series: series
  }), function (at) { return tip(at.value[1] + ', fold ' + at.value[2], [fixed(at.value[0])]); });
}

function scoreHistory(colours) {
  var h = data.history;
  var last = trials.count - 1;
  function point(trial) { return trials.score[trial] === null ? null : [trial, clamp(h.axis, trials.score[trial])]; }
  var list = shownTrials();
  var failed = list.filter(function (trial) { return trials.score[trial] === null && coded(trials.state, trial) === 'failed'; });
  var best = h.best.slice();
  if (best.length) { best.push([last, best[best.length - 1][1], best[best.length - 1][2]]); }
  var line = {
    type: 'line', step: 'end', symbol: 'none', silent: true, z: 1,
    data: best.map(function (b) { return [b[0], clamp(h.axis, b[1])]; }), lineStyle: { color: colours.ink, width: 1.5, opacity: .8 }
  };
  if (h.baseline !== null) {
    line.markLine = {
      silent: true, symbol: 'none', precision: 15, label: { show: false }, data: [{ yAxis: clamp(h.axis, h.baseline) }],
      lineStyle: { color: colours.muted, type: 'dashed', width: 1.5 }
    };
  }
  var every = whole(last / 8);
  return withTip(base(colours, {
    grid: { left: 62, right: 16, top: 26, bottom: 44 },
    xAxis: axis(colours, {
      type: 'value', min: 0, max: Math.ceil(Math.max(1, last) / every) * every, interval: every,
      name: 'Trial', nameLocation: 'middle', nameGap: 26, splitLine: { show: false }
    }),
    yAxis: scoreAxis(colours, h.axis),
    series: interval(colours, h, best).concat(line, points(colours, list, point, 9), ring(colours, list, point), {
      type: 'scatter', data: failed.map(function (trial) { return [trial, h.axis.low, trial]; }), z: 2, clip: false,
      symbol: 'path://M0,1L1,0L5,4L9,0L10,1L6,5L10,9L9,10L5,6L1,10L0,9L4,5Z', symbolSize: 9, itemStyle: { color: colours.bad }
    })
  }), byTrial());
}

/** The standard error of the best score as a band: its lower edge, and the width on top of it. */
function interval(colours, h, best) {
  if (isLogScore() || !best.some(function (b) { return b[2] !== null; })) { return []; }
  function edge(b, sign) { return clamp(h.axis, b[1] + sign * (b[2] || 0)); }
  function series(values, area) {
    return {
      type: 'line', step: 'end', symbol: 'none', silent: true, z: 0, stack: 'interval', stackStrategy: 'all',
      lineStyle: { opacity: 0 }, areaStyle: area, data: values
    };
  }
  return [
    series(best.map(function (b) { return [b[0], edge(b, -1)]; }), undefined),
    series(best.map(function (b) { return [b[0], edge(b, 1) - edge(b, -1)]; }), { color: colours.ink, opacity: .12 })
  ];
}

/** Share of the shown trials that are at least as good as a score: in full, and at any rung. */
function distribution(colours) {
  var range = data.history.axis;
  function curve(name, list, line) {
    var scores = list.map(function (trial) { return clamp(range, trials.score[trial]); }).sort(function (a, b) { return data.maximize ? b - a : a - b; });
    return {
      name: name, type: 'line', step: 'end', symbolSize: 5, showSymbol: scores.length < 30, lineStyle: line, itemStyle: { color: line.color },
      data: scores.map(function (score, i) { return [score, (i + 1) / scores.length]; })
    };
  }
  var list = shownTrials().filter(function (trial) { return trials.score[trial] !== null; });
  var full = list.filter(isFull);
  return withTip(base(colours, {
    legend: { top: 0, right: 16, textStyle: { color: colours.ink }, selectedMode: false },
    grid: { left: 62, right: 16, top: 30, bottom: 30 },
    xAxis: scoreAxis(colours, range, { inverse: data.maximize, splitLine: { show: false } }),
    yAxis: axis(colours, { type: 'value', min: 0, max: 1, interval: .25, axisLabel: { color: colours.muted, formatter: function (x) { return Math.round(x * 100) + ' %'; } } }),
    series: [
      curve('all scores', list, { color: colours.muted, width: 1.5 }), curve('in full', full, { color: colours.accent, width: 2 })
    ].filter(function (s) { return s.data.length > 1; })
  }), function (at) { return tip(at.seriesName, [Math.round(at.value[1] * 100) + ' % reach ' + fixed(at.value[0])]); });
}

function slice(colours, element) {
  var p = data.parameters[Number(element.getAttribute('data-index'))];
  var range = coarse(data.history.axis);
  element.parentNode.hidden = shownParameters().indexOf(p) < 0;
  function point(trial) {
    var at = place(p, p.values[trial]);
    if (at === null || trials.score[trial] === null) { return null; }
    return [at, clamp(range, trials.score[trial])];
  }
  var list = shownTrials();
  return withTip(base(colours, {
    grid: { left: 56, right: 16, top: 10, bottom: 24 },
    xAxis: parameterAxis(colours, p), yAxis: scoreAxis(colours, range),
    series: points(colours, list, point, 7).concat(p.listed.length ? [] : ring(colours, list, point))
  }), byTrial(function (trial) { return [p.label + ' ' + valueText(p, p.values[trial])]; }));
}

var IMPORTANT = 15; // parameters that are shown at most

/**
 * Horizontal bars with intervals, the first name at the top.
 *
 * values are [mean, low, high]; more are further series over the indices of the bars from below.
 */
function intervalBars(colours, room, names, values, look, more) {
  var last = names.length - 1;
  function fromBelow(list) { return list.slice().reverse(); }
  return withTip(base(colours, {
    grid: { left: room, right: 30, top: 6, bottom: 40 },
    xAxis: look.axis,
    yAxis: axis(colours, { type: 'category', data: fromBelow(names), axisTick: { show: false }, axisLabel: { color: colours.ink, width: room - 15, overflow: 'truncate' } }),
    series: [
      { type: 'bar', barMaxWidth: 14, itemStyle: { color: colours.accent }, data: fromBelow(values).map(function (value) { return value[0]; }) },
      {
        type: 'custom', silent: true, z: 3, data: fromBelow(values).map(function (value, i) { return [value[1], i, value[2]]; }), encode: { x: [0, 2], y: 1 },
        renderItem: function (at, api) {
          var from = api.coord([api.value(0), api.value(1)]);
          var to = api.coord([api.value(2), api.value(1)]);
          return { type: 'line', shape: { x1: from[0], y1: from[1], x2: to[0], y2: to[1] }, style: { stroke: colours.ink, lineWidth: 1.5 } };
        }
      }
    ].concat(more)
  }), function (at) { return look.tip(last - at.dataIndex); });
}

function importance(colours, element) {
  var room = element.clientWidth < 520 ? 120 : 210; // for the names
  var rows = data.importance.slice(0, IMPORTANT);
  var names = rows.map(function (row) { var p = parameterNamed(row[0]); return p ? fullName(p) : row[0]; });
  return intervalBars(colours, room, names, rows.map(function (row) { return [row[1], Math.max(0, row[1] - row[2]), Math.min(1, row[1] + row[2])]; }), {
    axis: axis(colours, {
      type: 'value', min: 0, name: 'Share', nameLocation: 'middle', nameGap: 24,
      axisLabel: { color: colours.muted, hideOverlap: true, formatter: function (x) { return Math.round(x * 100) + ' %'; } }
    }),
    tip: function (index) {
      var row = rows[index];
      return tip(names[index], ['fANOVA ' + row[1].toFixed(3) + ' \u00b1 ' + row[2].toFixed(3), 'PED-ANOVA ' + row[3].toFixed(3)]);
    }
  }, [{
    type: 'scatter', symbol: 'diamond', symbolSize: 9, z: 4, itemStyle: { color: colours.paper, borderColor: colours.ink, borderWidth: 1.5 },
    data: rows.slice().reverse().map(function (row, i) { return [row[3], i]; })
  }]);
}

/** A parameter of the contour: as chosen, else one of the two most important that the winner has. */
function contourParameter(side) {
  var chosen = trials.roles.winner === undefined ? trials.roles.leader : trials.roles.winner;
  var known = data.parameters.filter(function (p) { return p.name !== 'learner' && (chosen === undefined || p.values[chosen] !== null); });
  if (known.length < 2) { known = data.parameters; }
  function rank(p) { var i = data.importance.findIndex(function (row) { return row[0] === p.name; }); return i < 0 ? Infinity : i; }
  known = known.slice().sort(function (a, b) { return rank(a) === rank(b) ? 0 : rank(a) - rank(b); });
  return parameterNamed(view[side]) || known[side === 'x' ? 0 : 1];
}

function contour(colours) {
  var x = contourParameter('x');
  var y = contourParameter('y');
  var range = data.history.axis;
  var list = shownTrials().filter(function (trial) {
    return trials.score[trial] !== null && x.values[trial] !== null && y.values[trial] !== null;
  });
  function at(trial) { return [place(x, x.values[trial]), place(y, y.values[trial])]; }
  var places = list.slice().sort(function (a, b) { return (data.maximize ? -1 : 1) * (trials.score[a] - trials.score[b]); });
  function colour(trial) { return view.rank ? places.indexOf(trial) + 1 : clamp(range, trials.score[trial]); }
  function series(full) {
    return {
      type: 'scatter', clip: false, symbol: full ? 'circle' : 'emptyCircle', symbolSize: full ? 11 : 8, z: full ? 3 : 2,
      data: list.filter(function (trial) { return isFull(trial) === full; }).map(function (trial) {
        return at(trial).concat(trial, colour(trial));
      })
    };
  }
  return withTip(base(colours, {
    grid: { left: 78, right: 96, top: 30, bottom: 44 },
    xAxis: parameterAxis(colours, x, { name: fullName(x), nameLocation: 'middle', nameGap: 28 }),
    yAxis: parameterAxis(colours, y, { name: fullName(y), nameLocation: 'end' }),
    visualMap: view.rank ? colouredByRank(colours, list.length) : colouredByScore(colours, spread(list, range), 3),
    series: [series(true), series(false)].concat(view.rank ? [] : surface(colours, x, y, list, range)).concat(x.listed.length || y.listed.length ? [] : ring(colours, list, at))
  }), byTrial(function (trial) { return [x, y].map(function (p) { return p.label + ' ' + valueText(p, p.values[trial]); }); }));
}

/** Colours from the last rank to the first. */
function colouredByRank(colours, count) {
  return {
    type: 'continuous', min: 1, max: Math.max(2, count), dimension: 3, seriesIndex: [0, 1], calculable: false, right: 0, top: 'middle', inverse: true,
    itemHeight: 120, text: ['rank ' + count, 'rank 1'], textStyle: { color: colours.muted }, inRange: { color: [colours.good, colours.poor] }
  };
}

var CELLS = 28; // cells of the surface along a range
var NEAR = .3; // least sum of weights for which a cell has a mean

/** Position of a value on its axis in [0, 1]. */
function unit(p, value) {
  if (p.listed.length) { return (value + .5) / p.listed.length; }
  var at = place(p, value);
  if (p.scale === 'REVERSE_LOG') { return at; }
  var low = p.zero === null ? p.low : p.zero;
  return p.scale === 'LOG' ? Math.log(at / low) / Math.log(p.high / low) : (at - low) / (p.high - low);
}

/** The place on an axis at a position in [0, 1]. */
function placeAt(p, u) {
  if (p.listed.length) { return u * p.listed.length - .5; }
  if (p.scale === 'REVERSE_LOG') { return u; }
  var low = p.zero === null ? p.low : p.zero;
  return p.scale === 'LOG' ? low * Math.pow(p.high / low, u) : low + u * (p.high - low);
}

/** Means of the scores nearby (Nadaraya and Watson's estimate), where there are any. */
function surface(colours, x, y, list, range) {
  var width = Math.max(.06, .4 * Math.pow(Math.max(1, list.length), -1 / 6)); // Scott's rule for two dimensions
  var used = list.length > 1000 ? ranked.filter(function (trial) { return list.indexOf(trial) >= 0; }).slice(0, 1000) : list;
  var at = used.map(function (trial) { return [unit(x, x.values[trial]), unit(y, y.values[trial]), clamp(range, trials.score[trial])]; });
  function near(p, a, b) { return p.listed.length ? Number(Math.abs(a - b) < .5 / p.listed.length) : Math.exp(-.5 * Math.pow((a - b) / width, 2)); }
  var nx = x.listed.length || CELLS;
  var ny = y.listed.length || CELLS;
  var cells = [];
  for (var i = 0; i < nx; i++) {
    for (var j = 0; j < ny; j++) {
      var u = (i + .5) / nx, v = (j + .5) / ny, sum = 0, all = 0;
      at.forEach(function (point) {
        var weight = near(x, u, point[0]) * near(y, v, point[1]);
        sum += weight * point[2];
        all += weight;
      });
      if (all >= NEAR) { cells.push([i / nx, j / ny, 0, sum / all]); }
    }
  }
  return {
    type: 'custom', silent: true, z: 0, data: cells, encode: { x: -1, y: -1 }, clip: true,
    renderItem: function (at, api) {
      var i = api.value(0), j = api.value(1);
      var from = corner(api, x, y, i, j), to = corner(api, x, y, i + 1 / nx, j + 1 / ny);
      return {
        type: 'rect', shape: { x: Math.min(from[0], to[0]), y: Math.min(from[1], to[1]), width: Math.abs(to[0] - from[0]), height: Math.abs(to[1] - from[1]) },
        style: { fill: api.visual('color'), opacity: .35 }
      };
    }
  };
}

/** Pixels of a corner; on the axis of listed values between two of them. */
function corner(api, x, y, u, v) {
  var middle = api.coord([x.listed.length ? 0 : placeAt(x, u), y.listed.length ? 0 : placeAt(y, v)]);
  var step = api.size([1, 1]);
  return [ // whole pixels, so that neighbours meet without a seam
    Math.round(x.listed.length ? middle[0] + placeAt(x, u) * step[0] : middle[0]),
    Math.round(y.listed.length ? middle[1] - placeAt(y, v) * step[1] : middle[1])
  ];
}

/** The scores of trials within a range: their least and their most. */
function spread(list, range) {
  var scores = list.map(function (trial) { return clamp(range, trials.score[trial]); });
  var low = Math.min.apply(null, scores);
  var high = Math.max.apply(null, scores);
  return scores.length && low < high ? { low: low, high: high } : range;
}

/** Colours from the poor end of the scores that are shown to the good one. */
function colouredByScore(colours, range, dimension) {
  var scale = [colours.poor, colours.good];
  return {
    type: 'continuous', min: range.low, max: range.high, dimension: dimension, seriesIndex: [0, 1, 2], calculable: false, right: 0, top: 'middle',
    itemHeight: 120, text: [short(range.high), short(range.low)], textStyle: { color: colours.muted },
    inRange: { color: data.maximize ? scale : scale.slice().reverse() }
  };
}

function curve(colours, element) {
  var c = data.curves[Number(element.getAttribute('data-index'))];
  var list = shownTrials();
  return withTip(base(colours, {
    grid: { left: 56, right: 14, top: 10, bottom: 38 },
    xAxis: axis(colours, {
      type: 'value', minInterval: 1, min: 'dataMin', max: 'dataMax', splitNumber: 4, splitLine: { show: false },
      name: c.resource, nameLocation: 'middle', nameGap: 22, axisLabel: { color: colours.muted, hideOverlap: true, formatter: short }
    }),
    yAxis: axis(colours, {
      type: c.log ? 'log' : 'value', scale: true, splitNumber: 4,
      axisLabel: { color: colours.muted, hideOverlap: true, formatter: c.log ? power : short }
    }),
    series: c.lines.filter(function (line) { return list.indexOf(line[0]) >= 0; }).map(function (line) {
      var chosen = line[0] === trials.roles.winner;
      var colour = chosen ? colours.accent : colours.muted;
      return {
        type: 'line', symbolSize: 5, showSymbol: line[1].length === 1, z: chosen ? 3 : 1, itemStyle: { color: colour },
        lineStyle: { color: colour, width: chosen ? 2.5 : 1, opacity: chosen ? 1 : .5 },
        data: line[1].map(function (p) { return [p[0], p[1], line[0]]; })
      };
    })
  }), function (at) { return tip(titleOf(at.value[2]), [c.resource.toLowerCase() + ' ' + at.value[0], c.name + ' ' + short(at.value[1])]); });
}

function flow(colours) {
  var names = [];
  data.flow.forEach(function (link) { [link[0], link[1]].forEach(function (name) { if (names.indexOf(name) < 0) { names.push(name); } }); });
  function colour(name) {
    return name === RUNG_COMPLETED ? colours.accent : name === 'failed' || name === 'lost' ? colours.bad : /^Rung /.test(name) ? colours.accent : colours.muted;
  }
  return withTip(base(colours, {
    series: [{
      type: 'sankey', left: 4, right: 90, top: 10, bottom: 10, nodeWidth: 12, nodeGap: 14, draggable: false, layoutIterations: 16,
      label: { color: colours.ink }, lineStyle: { opacity: .3, color: 'target' }, emphasis: { disabled: true },
      data: names.map(function (name) { return { name: name, itemStyle: { color: colour(name), borderWidth: 0 } }; }),
      links: data.flow.map(function (link) { return { source: link[0], target: link[1], value: link[2] }; })
    }]
  }), function (at) {
    var d = at.data;
    return d.source ? tip(d.source + ' \u2192 ' + d.target, [d.value + (d.value === 1 ? ' trial' : ' trials')]) : tip(at.name, [at.value + ' trials']);
  });
}

function timeline(colours) {
  var t = data.timeline;
  var SHORT = 3; // pixels that a bar has at least
  function rectangle(api, slot, start, seconds, style) {
    var from = api.coord([start, slot]);
    var to = api.coord([start + seconds, slot]);
    var height = Math.max(2, api.size([0, 1])[1] * .72);
    return { type: 'rect', shape: { x: from[0], y: from[1] - height / 2, width: Math.max(SHORT / 2, to[0] - from[0]), height: height }, style: style };
  }
  var list = shownTrials();
  return withTip(base(colours, {
    grid: { left: 50, right: 16, top: 26, bottom: 42 },
    xAxis: axis(colours, { type: 'value', min: 0, max: t.seconds, name: 'Seconds', nameLocation: 'middle', nameGap: 24, axisLabel: { color: colours.muted, hideOverlap: true, formatter: short } }),
    yAxis: axis(colours, { type: 'value', min: -1, max: t.slots, inverse: true, interval: Math.max(1, whole(t.slots / 10)), splitLine: { show: false }, axisLabel: { color: colours.muted, formatter: function (slot) { return slot >= 0 && slot < t.slots ? String(slot) : ''; } }, name: 'Slot', nameLocation: 'start' }),
    series: [{
      type: 'custom', data: t.gaps.map(function (gap) { return [gap[1], gap[0], gap[2], gap[3]]; }), encode: { x: 0, y: 1 }, z: 1, clip: true,
      renderItem: function (at, api) { return rectangle(api, api.value(1), api.value(0), api.value(2), { fill: colours.rule, opacity: .45 }); }
    }, {
      type: 'custom', data: t.bars.map(function (bar) { return [bar[1], bar[0], bar[2], bar[3], bar[4], bar[5], bar[6]]; }), encode: { x: 0, y: 1 }, z: 2, clip: true,
      renderItem: function (at, api) {
        var trial = api.value(3);
        var good = t.states[api.value(6)] === RUNG_COMPLETED;
        return rectangle(api, api.value(1), api.value(0), api.value(2), {
          fill: good ? colours.learner(trials.learner[trial]) : colours.bad, stroke: colours.paper, lineWidth: .5, opacity: list.indexOf(trial) < 0 ? .15 : .9
        });
      }
    }]
  }), function (at) {
    var v = at.value;
    return v.length === 4
      ? tip('Slot ' + v[1] + ' is idle for ' + short(v[2]) + ' s', [v[3]])
      : tip(titleOf(v[3]), ['rung ' + v[4] + ', fold ' + v[5], 'from ' + short(v[0]) + ' s, for ' + short(v[2]) + ' s', t.states[v[6]]]);
  });
}
