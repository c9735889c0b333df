// Scores of a few trials by fold: a row of points each, and a bar at their mean.

import { base, nameAxis } from '../axes.js';
import { dot } from '../colours.js';
import { register } from '../registry.js';
import { scoreAxis } from '../scores.js';
import { fixed, tip } from '../text.js';

register({
  name: 'folds',
  draw({ colours, data }) {
    const series = [];
    data.lines.forEach((line, i) => {
      const colour = i === 0 ? colours.accent : colours.muted;
      const mean = line.scores.reduce((a, b) => a + b, 0) / line.scores.length;
      series.push({
        type: 'scatter', symbol: 'rect', symbolSize: [3, 22], silent: true, z: 3,
        itemStyle: { color: colour }, data: [[mean, line.name]]
      });
      series.push({
        type: 'scatter', symbolSize: 10, z: 4, itemStyle: dot(true, colour, { borderColor: colours.paper }),
        data: line.scores.map((score, fold) => [score, line.name, fold])
      });
      const above = data.lines[i - 1];
      (above ? line.scores : []).forEach((score, fold) => series.push({
        type: 'line', silent: true, symbol: 'none', z: 1, lineStyle: { color: colours.muted, width: 1, opacity: .5 },
        data: [[above.scores[fold], above.name], [score, line.name]]
      }));
    });
    return base(colours, at => tip(at.value[1] + ', fold ' + at.value[2], [fixed(at.value[0])]), {
      grid: { left: 90, right: 18, top: 6, bottom: 26 },
      xAxis: scoreAxis(colours, data.axis),
      yAxis: nameAxis(colours, data.lines.map(line => line.name).reverse(), { axisLine: { show: false } }),
      series
    });
  }
});
