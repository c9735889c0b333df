// Label less prediction, by prediction, on the held-out rows.

import { base, rangeAxis } from '../axes.js';
import { register } from '../registry.js';
import { short, tip } from '../text.js';

register({
  name: 'residuals',
  draw({ colours, data }) {
    return base(colours, at => tip('Prediction ' + short(at.value[0]), ['residual ' + short(at.value[1])]), {
      grid: { left: 58, right: 14, top: 10, bottom: 40 },
      xAxis: rangeAxis(colours, data.predictions, { name: 'Prediction', nameLocation: 'middle', nameGap: 24 }),
      yAxis: rangeAxis(colours, data.residuals),
      series: [{
        type: 'scatter', symbolSize: 4, itemStyle: { color: colours.accent, opacity: .5 },
        data: data.points.prediction.map((prediction, i) => [prediction, data.points.residual[i]]),
        markLine: { silent: true, symbol: 'none', label: { show: false }, lineStyle: { color: colours.muted, type: 'dashed' }, data: [{ yAxis: 0 }] }
      }]
    });
  }
});
