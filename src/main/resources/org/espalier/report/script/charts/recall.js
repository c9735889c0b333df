// Precision by recall on the held-out rows.

import { register } from '../registry.js';
import { unitCurve } from '../unit-curve.js';

register({
  name: 'recall',
  draw: ({ colours, data }) => unitCurve(
    colours, { name: 'Recall', values: data.x }, { name: 'Precision', values: data.y }, false, { showSymbol: false })
});
