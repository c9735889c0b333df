// Importance of parameters: bars of fANOVA with their deviations, and diamonds of PED-ANOVA.

import { axis, labels } from '../axes.js';
import { intervalBars, nameRoom } from '../bars.js';
import { fullName, parameterNamed } from '../parameters.js';
import { register } from '../registry.js';
import { percent, tip } from '../text.js';

function parameterText(name) {
  const parameter = parameterNamed(name);
  return parameter ? fullName(parameter) : name;
}

register({
  name: 'importance',
  draw({ colours, data, element }) {
    const bars = data.map(({ parameter, fanova }) => ({
      name: parameterText(parameter), value: fanova.mean,
      low: Math.max(0, fanova.mean - fanova.deviation), high: Math.min(1, fanova.mean + fanova.deviation)
    }));
    const shares = axis(colours, {
      type: 'value', min: 0, name: 'Share', nameLocation: 'middle', nameGap: 24, axisLabel: labels(colours, { formatter: percent })
    });
    function tooltip(index) {
      const { fanova, pedAnova } = data[index];
      return tip(bars[index].name, [
        'fANOVA ' + fanova.mean.toFixed(3) + ' \u00b1 ' + fanova.deviation.toFixed(3), 'PED-ANOVA ' + pedAnova.toFixed(3)
      ]);
    }
    return intervalBars(colours, nameRoom(element), bars, shares, tooltip, [{
      type: 'scatter', symbol: 'diamond', symbolSize: 9, z: 4, itemStyle: { color: colours.paper, borderColor: colours.ink, borderWidth: 1.5 },
      data: data.slice().reverse().map((main, i) => [main.pedAnova, i])
    }]);
  }
});
