// Scores against one parameter.

import { base, coarse } from '../axes.js';
import { page } from '../data.js';
import { isListed, parameterAxis, parameterNamed, place, valueText } from '../parameters.js';
import { byTrial, points, ring } from '../points.js';
import { register } from '../registry.js';
import { scoreAxis, scoreOn } from '../scores.js';
import { isScored } from '../trials.js';
import { shownParameters, shownTrials } from '../view.js';

register({
  name: 'slice',
  draw({ colours, data, element }) {
    const parameter = parameterNamed(data.parameter);
    const range = coarse(page.axis);
    const list = shownTrials();
    element.parentNode.hidden = !shownParameters().includes(parameter);
    function at(trial) {
      const x = place(parameter, parameter.values[trial]);
      return x === null || !isScored(trial) ? null : [x, scoreOn(range, trial)];
    }
    return base(colours, byTrial(trial => [parameter.label + ' ' + valueText(parameter, parameter.values[trial])]), {
      grid: { left: 56, right: 16, top: 10, bottom: 24 },
      xAxis: parameterAxis(colours, parameter), yAxis: scoreAxis(colours, range),
      series: [...points(colours, list, at, 7), ...(isListed(parameter) ? [] : [ring(colours, list, at)])]
    });
  }
});
