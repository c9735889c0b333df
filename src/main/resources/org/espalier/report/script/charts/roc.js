// ROC curve on the held-out rows.

import { register } from '../registry.js';
import { unitCurve } from '../unit-curve.js';

register({
  name: 'roc',
  draw: ({ colours, data }) => unitCurve(
    colours, { name: 'False positive rate', values: data.x }, { name: 'True positive rate', values: data.y }, true, { showSymbol: false })
});
