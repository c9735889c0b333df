
// The chart of the comparison of studies.

var data = JSON.parse(document.getElementById('chart-data').textContent);
var view = { log: false };

function race(colours) {
  return base(colours, {
    grid: { left: 62, right: 16, top: 40, bottom: 44 },
    legend: { top: 0, textStyle: { color: colours.ink } },
    tooltip: {
      trigger: 'item', confine: true, backgroundColor: colours.paper, borderColor: colours.rule, textStyle: { color: colours.ink },
      formatter: function (at) { return tip(at.seriesName, [fixed(at.value[1]), 'after ' + short(at.value[0]) + ' s of task time']); }
    },
    xAxis: axis(colours, { type: 'value', min: 0, name: 'Task time (s)', nameLocation: 'middle', nameGap: 26, splitLine: { show: false }, axisLabel: { color: colours.muted, hideOverlap: true, formatter: short } }),
    yAxis: scoreAxis(colours, data.axis),
    series: data.lines.map(function (line, index) {
      var points = line.incumbents.slice();
      if (points.length) { points.push([Math.max(line.seconds, points[points.length - 1][0]), points[points.length - 1][1]]); }
      return {
        name: line.name, type: 'line', step: 'end', symbolSize: 6, itemStyle: { color: colours.learner(index) }, lineStyle: { width: 2 },
        data: points.map(function (p) { return [p[0], clamp(data.axis, p[1])]; })
      };
    })
  });
}

if (window.echarts && echarts.init) {
  document.documentElement.classList.add('drawn');
  var element = document.querySelector('[data-chart]');
  var chart = echarts.init(element, null, { renderer: 'svg' });
  var draw = function () { chart.setOption(race(palette()), true); };
  draw();
  element.setAttribute('data-drawn', '0');
  window.addEventListener('resize', function () { chart.resize(); });
  window.matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);
}
