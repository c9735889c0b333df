// Best score so far by task time, a line for each study.

import { axis, base, clamp, labels, rangeAxis } from '../axes.js';
import { register } from '../registry.js';
import { fixed, short, tip } from '../text.js';

register({
  name: 'race',
  draw({ colours, data }) {
    const line = ({ name, seconds, incumbents }, index) => {
      const points = incumbents.map(({ taskSeconds, score }) => [taskSeconds, clamp(data.axis, score)]);
      const last = points[points.length - 1];
      return {
        name, type: 'line', step: 'end', symbolSize: 6, itemStyle: { color: colours.learner(index) }, lineStyle: { width: 2 },
        data: last ? [...points, [Math.max(seconds, last[0]), last[1]]] : []
      };
    };
    const text = at => tip(at.seriesName, [fixed(at.value[1]), 'after ' + short(at.value[0]) + ' s of task time']);
    return base(colours, text, {
      grid: { left: 62, right: 16, top: 40, bottom: 44 },
      legend: { top: 0, textStyle: { color: colours.ink } },
      xAxis: axis(colours, {
        type: 'value', min: 0, name: 'Task time (s)', nameLocation: 'middle', nameGap: 26, splitLine: { show: false },
        axisLabel: labels(colours, { formatter: short })
      }),
      yAxis: rangeAxis(colours, data.axis),
      series: data.lines.map(line)
    });
  }
});
