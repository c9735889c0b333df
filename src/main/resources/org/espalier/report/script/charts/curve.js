// A number by the resource that was spent on it, a line for each trial.

import { axis, base, labels } from '../axes.js';
import { register } from '../registry.js';
import { power, short, tip } from '../text.js';
import { roles, titleOf } from '../trials.js';
import { shownTrials } from '../view.js';

register({
  name: 'curve',
  draw({ colours, data }) {
    const list = shownTrials();
    const line = ({ trial, step, value }) => {
      const isWinner = trial === roles.winner;
      const colour = isWinner ? colours.accent : colours.muted;
      return {
        type: 'line', symbolSize: 5, showSymbol: step.length === 1, z: isWinner ? 3 : 1, itemStyle: { color: colour },
        lineStyle: { color: colour, width: isWinner ? 2.5 : 1, opacity: isWinner ? 1 : .5 },
        data: step.map((spent, i) => [spent, value[i], trial])
      };
    };
    const text = ({ value: [spent, value, trial] }) =>
      tip(titleOf(trial), [data.resource.toLowerCase() + ' ' + spent, data.name + ' ' + short(value)]);
    return base(colours, text, {
      grid: { left: 56, right: 14, top: 10, bottom: 38 },
      xAxis: axis(colours, {
        type: 'value', minInterval: 1, min: 'dataMin', max: 'dataMax', splitNumber: 4, splitLine: { show: false },
        name: data.resource, nameLocation: 'middle', nameGap: 22, axisLabel: labels(colours, { formatter: short })
      }),
      yAxis: axis(colours, {
        type: data.log ? 'log' : 'value', scale: true, splitNumber: 4, axisLabel: labels(colours, { formatter: data.log ? power : short })
      }),
      series: data.lines.filter(({ trial }) => list.includes(trial)).map(line)
    });
  }
});
