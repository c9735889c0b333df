// Permutation importance of columns on the held-out rows.

import { rangeAxis } from '../axes.js';
import { intervalBars, nameRoom } from '../bars.js';
import { register } from '../registry.js';
import { short, tip } from '../text.js';

register({
  name: 'columns',
  draw({ colours, data, element }) {
    const bars = data.bars.map(bar => ({ name: bar.column, value: bar.decrease, low: bar.low, high: bar.high }));
    const tooltip = index => {
      const { name, value, low, high } = bars[index];
      return tip(name, [short(value) + ', from ' + short(low) + ' to ' + short(high)]);
    };
    return intervalBars(colours, nameRoom(element), bars, rangeAxis(colours, data.axis), tooltip, []);
  }
});
