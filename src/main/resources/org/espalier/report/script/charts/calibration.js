// Observed share by predicted probability on the held-out rows.

import { register } from '../registry.js';
import { unitCurve } from '../unit-curve.js';

register({
  name: 'calibration',
  draw: ({ colours, data }) => unitCurve(
    colours, { name: 'Predicted', values: data.map(bin => bin.predicted) }, { name: 'Observed', values: data.map(bin => bin.observed) },
    true, {}, i => [data[i].rows + ' rows'])
});
